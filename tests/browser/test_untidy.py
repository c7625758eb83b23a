"""The untidy half of a room by keyboard: silence, two callers, nobody there, cover, a surge."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright import sync_api

from calls.casefile.models import Call, Case, Commitment
from calls.people.models import User
from calls.stages.intake.models import SilentCall
from tests.browser import conftest, gateway, hands
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
SEVILLE = {"latitude": 37.3891, "longitude": -5.9845, "radius_m": 24, "source": "aml"}
IN_SURGE = 30


@pytest.fixture(autouse=True)
def _nobody_waits(stack: stacks.Stack) -> None:
    Call.objects.filter(state="ringing").update(state="abandoned")


def tell(stack: stacks.Stack, call: dict[str, Any], what: str, told: dict[str, Any]) -> None:
    """Let the gateway tell something more of a call."""
    answer = httpx.post(
        f"{stack.address}/api/v1/calls/{call['call_id']}/{what}/",
        json=told,
        headers={"Authorization": f"Bearer {stack.tokens['gateway']}"},
        timeout=10,
    )
    assert answer.is_success, answer.text


def until(true: Callable[[], bool], what: str) -> None:
    """Wait until something is so in the database."""
    ends = time.monotonic() + 15
    while not true():
        assert time.monotonic() < ends, what
        time.sleep(0.1)


def owed(case: Case) -> set[str]:
    open_now = Commitment.objects.filter(case=case, settled_at__isnull=True)
    return set(open_now.values_list("kind", flat=True))


def letters(person: hands.Hands) -> tuple[str, str, str]:
    """Return the keys for yes, no and not known in this person's language."""
    yes, no, unknown = person.said("key.letters").lower().split(" · ")
    return yes, no, unknown


def say_where(person: hands.Hands, place: str, town: str = "Salamanca") -> None:
    person.press("Alt+L")
    person.type(place)
    person.press("Tab")
    person.pick(town)
    person.sees(".banner .address", f"{place}, {town}")


def test_a_silent_call_is_heard_out_to_its_ending(sit: conftest.Sit, stack: stacks.Stack) -> None:
    number = "+34600700001"
    operator = sit()
    call = gateway.ring(stack, callback_number=number, location=None)
    operator.sees("call-queue .row-item", "001")
    operator.press("F9")
    case = gateway.case_of(number)
    operator.sees("silent-sheet .locating", operator.said("silence.waits"))
    operator.until_focus(".questions [data-answer=yes]")
    until(lambda: owed(case) == {"intake.silent_call"}, "no silence is open")
    yes, no, _unknown = letters(operator)
    operator.press(yes, no)
    operator.sees("[data-asked=tap_if_yes] [aria-pressed=true]", yes.upper())
    operator.sees("[data-asked=need_help] [aria-pressed=true]", no.upper())
    operator.walk_to("[data-sound]")
    operator.press("3")
    expect(operator.page.locator(".sounds [aria-pressed=true]")).to_have_count(1)
    tell(stack, call, "locations", gateway.SALAMANCA)
    operator.sees("silent-sheet .locating", operator.said("silence.located"))
    operator.press("Escape", "Alt+1", "F9")
    operator.sees("[data-asked=need_help] [aria-pressed=true]", no.upper())
    operator.look("silence")
    silence = SilentCall.objects.get(case=case)
    assert [mark["answer"] for mark in silence.answers] == ["yes", "no"]
    assert [mark["sound"] for mark in silence.heard] == ["voices"]
    operator.walk_to("silent-sheet [data-result=safe_voice]")
    operator.press("Enter")
    until(lambda: owed(case) == set(), "the silence is not ended")
    operator.misses("case-alerts li", operator.said("alert.silence"))
    case.refresh_from_db()
    assert (case.stage, Call.objects.get(case=case).ended_at) == ("intake", None)


def test_two_callers_of_one_crash_are_joined_and_set_apart_again(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    first, second = sit("operator", 0), sit("operator", 1)
    there = gateway.answered(stack, first, "+34600700101")
    say_where(first, "A-66, kilómetro 416")
    here = gateway.answered(stack, second, "+34600700102")
    second.type("A-66 km 417")
    second.sees("same-incident .row-item", there.reference[-6:])
    second.until_focus("#f-location-text")
    second.press("Alt+J")
    second.until_focus("same-incident .row-item")
    second.press("Enter")
    second.until_focus("join-form [data-question=another_victim] [data-answer=yes]")
    yes, no, unknown = letters(second)
    second.press(yes, unknown, no)
    second.look("joining")
    while second.page.locator("join-form [data-question]:focus-within").count():
        second.press(no)
    second.press("Enter")
    second.sees("[data-fact=reference]", there.reference)
    second.sees("case-alerts li", here.reference, "Alt Z")
    first.sees("case-alerts li", here.reference, first.word("Another victim"))
    here.refresh_from_db()
    assert here.joined_to_id == there.id
    second.press("Alt+Z")
    second.sees("[data-fact=reference]", here.reference)
    apart = Case.objects.get(id=here.id)
    assert (apart.joined_to, apart.location_text) == (None, "A-66 km 417")
    first.walk_to("case-alerts button", first.said("alert.seen"))
    first.press("Enter")
    first.misses("case-alerts li", first.word("Another victim"))


def test_an_abandoned_call_is_called_back_until_it_is_settled(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    call = gateway.ring(stack, callback_number="+34600700201")
    tell(stack, call, "end", {"ended_by": "caller"})
    case = gateway.case_of("+34600700201")
    operator.sees("callback-list .row-item", case.reference[-6:], operator.said("open.nobody"))
    operator.press("Alt+B")
    operator.walk_to("callback-list .row-item", case.reference[-6:], key="ArrowDown")
    operator.press("Enter")
    operator.until_focus("unanswered-sheet [data-result=reached_safe]")
    operator.sees("unanswered-sheet .number", "600 70 02 01")
    operator.look("unanswered")
    operator.press("4")
    tried = operator.said("open.tried").replace("{count}", "1")
    operator.sees("unanswered-sheet .tried", tried)
    assert owed(case) == {"intake.abandoned_call"}
    operator.press("1")
    until(lambda: owed(case) == set(), "the abandoned call is not settled")
    operator.misses("callback-list .row-item", case.reference[-6:])
    case.refresh_from_db()
    assert case.holder is not None
    assert case.holder.position == "OP1"


def test_a_covert_case_is_told_to_its_desk_and_hidden_from_another_operator(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator, other, desk = sit("operator", 0), sit("operator", 1), sit("dispatcher", 5)
    case = gateway.answered(stack, operator, "+34600700301")
    say_where(operator, "Calle Zamora 12")
    operator.press("Alt+J", "Alt+1")
    operator.walk_to("#f-complaint-text")
    operator.type("Me va a pegar")
    operator.press("Control+Enter", "F8")
    centre = User.objects.get(username="sanidad-sa").centre_id
    operator.walk_to(f'.centre[data-key="{centre}"] button')
    operator.press("Enter")
    desk.sees("transfer-list .row-item", case.reference[-6:])
    other.sees("case-list .row-item", case.reference[-6:])
    desk.press("F2")
    desk.sees("[data-fact=reference]", case.reference)
    desk.misses(".remarks .covert", "")
    operator.press("Alt+U")
    operator.walk_to("#f-covert-reason")
    operator.press("Tab", "Enter")
    for person in (operator, desk):
        person.sees(".remarks .covert", person.word("Covert: do not call back, no sirens"))
    other.misses("case-list .row-item", case.reference[-6:])
    desk.look("covert-desk")
    case.refresh_from_db()
    assert case.covert


def test_in_a_surge_whoever_calls_about_something_else_is_answered_first(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    with httpx.Client(timeout=10) as line:
        for number in range(IN_SURGE):
            gateway.ring(stack, line=line, callback_number=f"+34600701{number:03d}")
        gateway.ring(stack, line=line, callback_number="+34600702999", location=SEVILLE)
    count = operator.said("queue.group").replace("{count}", str(IN_SURGE))
    operator.sees("call-queue .group", count)
    expect(operator.page.locator("call-queue .row-item")).to_have_count(2)
    operator.look("surge")
    operator.walk_to("call-queue .row-item")
    operator.walk_to("call-queue .group", key="ArrowDown")
    operator.press("Enter")
    expect(operator.page.locator("call-queue .row-item")).to_have_count(2 + IN_SURGE)
    operator.until_focus("call-queue .group")
    operator.press("Enter")
    expect(operator.page.locator("call-queue .row-item")).to_have_count(2)
    operator.press("F2")
    outside = gateway.case_of("+34600702999")
    operator.sees("[data-fact=reference]", outside.reference)
    operator.press("F2")
    oldest = gateway.case_of("+34600701000")
    operator.sees("[data-fact=reference]", oldest.reference)
