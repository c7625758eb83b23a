"""Two operators in one case: other groups merge, the same group stands side by side."""

import time

import pytest
from playwright import sync_api

from calls.casefile.models import Case, Event
from tests.browser import conftest, gateway, hands
from tests.support import figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
PLACE, REASON = "#f-location-text", "#f-complaint-text"
RIVAL = "draft-field[name=location_text] .rival"


def both_in(
    sit: conftest.Sit, stack: stacks.Stack, number: str
) -> tuple[Case, hands.Hands, hands.Hands]:
    """Let one operator answer and another take the case over, by keyboard."""
    first, second = sit("operator", 0), sit("operator", 1)
    case = gateway.answered(stack, first, number)
    second.sees("case-list .row-item", case.reference[-6:])
    second.walk_to(".open-cases .row-item")
    second.press("Home")
    second.walk_to(".open-cases .row-item", case.reference[-6:], key="ArrowDown")
    second.press("Enter")
    second.until_focus("case-elsewhere input")
    second.type("Cambio de turno")
    second.press("Enter")
    second.sees("[data-fact=reference]", case.reference)
    first.sees(".notice.holder", "OP2")
    return case, first, second


def saved(case: Case, **fields: str) -> None:
    until = time.monotonic() + 15
    while any(getattr(case, name) != value for name, value in fields.items()):
        assert time.monotonic() < until, {name: getattr(case, name) for name in fields}
        time.sleep(0.1)
        case.refresh_from_db()


def test_edits_of_different_groups_both_stand(sit: conftest.Sit, stack: stacks.Stack) -> None:
    case, first, second = both_in(sit, stack, "+34600300001")
    first.press("Alt+L")
    first.type("Plaza Mayor 1")
    second.press("Alt+N")
    second.type("Ana Ruiz")
    second.press("Control+Enter")
    first.press("Control+Enter")
    saved(case, location_text="Plaza Mayor 1", caller_name="Ana Ruiz")
    for person in (first, second):
        expect(person.page.locator(PLACE)).to_have_value("Plaza Mayor 1")
        expect(person.page.locator("#f-caller-name")).to_have_value("Ana Ruiz")
        assert person.page.locator(".rival").count() == 0


@pytest.mark.parametrize("choice", ["keep", "use"])
def test_what_is_being_typed_stands_beside_what_the_other_saved(
    sit: conftest.Sit, stack: stacks.Stack, figure: figures.Tell, choice: str
) -> None:
    mine, theirs = "Calle Toro 7", "Calle Zamora 12"
    case, first, second = both_in(sit, stack, f"+3460030010{['keep', 'use'].index(choice)}")
    first.press("Alt+L")
    first.type(mine)
    first.watch_for("rival", RIVAL, theirs)
    second.press("Alt+L")
    second.type(theirs)
    began = time.time()
    second.press("Control+Enter")
    took = first.seen_at("rival") - began
    figure("conflict to both values side by side", f"{took:.2f} s (aim 2)")
    expect(first.page.locator(PLACE)).to_have_value(mine)
    first.sees(RIVAL, "OP2")
    first.until_focus(PLACE)
    first.look(f"conflict-{choice}")
    first.walk_to(f"{RIVAL} button", first.word({"keep": "Keep mine", "use": "Use"}[choice]))
    first.press("Enter")
    decided = {"keep": mine, "use": theirs}[choice]
    for person in (first, second):
        expect(person.page.locator(PLACE)).to_have_value(decided)
    saved(case, location_text=decided)
    told = Event.objects.filter(stream_id=case.id, kind="intake.location_recorded").count()
    assert told == {"keep": 2, "use": 1}[choice]


def test_who_saves_without_having_seen_is_shown_both_values(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    case, first, second = both_in(sit, stack, "+34600300201")
    first.page.route("**/state/", lambda route: route.abort())
    second.press("Alt+L")
    second.type("Calle Zamora 12")
    second.press("Control+Enter")
    saved(case, location_text="Calle Zamora 12")
    first.press("Alt+L")
    first.type("Calle Toro 7")
    with first.page.expect_response("**/intake/record/") as answer:
        first.press("Control+Enter")
    assert answer.value.status == 409
    told = answer.value.json()["conflicts"]["location"]
    assert (told["mine"]["location_text"], told["theirs"]["location_text"]) == (
        "Calle Toro 7",
        "Calle Zamora 12",
    )
    first.sees(RIVAL, "Calle Zamora 12")
    expect(first.page.locator(PLACE)).to_have_value("Calle Toro 7")
    case.refresh_from_db()
    assert case.location_text == "Calle Zamora 12"
    first.page.unroute("**/state/")
