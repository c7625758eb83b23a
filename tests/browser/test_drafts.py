"""Typed text survives: a reload, another desk, a killed server, a session that ends elsewhere."""

import time

import pytest
from django.db.models import F
from playwright import sync_api

from calls.casefile.drafting import Draft
from calls.casefile.models import Case, Event
from calls.people.models import User
from calls.stages.intake import services as intake
from tests.browser import conftest, desk, gateway, hands
from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
AWAY_MS, SETTLED_MS = 30_000, 500
DRAFTS = "**/drafts/?case=*"
PLACE, STATE = "#f-location-text", "draft-field[name=location_text] .state"
HALF, REST = "Calle de la Compañía, junto", " a la fuente «vieja»"


# What of anybody's typing still lies in this browser.
LEFT = """() => Object.keys(localStorage).filter(
    (key) => key.startsWith("cae.draft.") || key.startsWith("cae.outbox."))"""


def nothing_is_left(person: hands.Hands) -> None:
    """Wait until what was acknowledged has been erased here."""
    person.page.wait_for_function(f"() => ({LEFT})().length === 0")


def recorded(case: Case) -> int:
    return Event.objects.filter(stream_id=case.id, kind="intake.location_recorded").count()


def until_drafted(case: Case) -> None:
    until = time.monotonic() + 15
    while not Draft.objects.filter(case=case, content__location_text=HALF).exists():
        assert time.monotonic() < until, "no draft is on the server"
        time.sleep(0.02)


def until_saved(case: Case, text: str) -> None:
    until = time.monotonic() + 20
    while case.location_text != text:
        assert time.monotonic() < until, f"saved is {case.location_text!r}"
        time.sleep(0.1)
        case.refresh_from_db()


def forgive_links(floor: browsers.Floor) -> None:
    """Drop what the browser itself logs of each socket and request that had no server."""
    floor.complaints[:] = [words for words in floor.complaints if "WebSocket" not in words]


def test_text_stands_after_a_reload_in_mid_word(sit: conftest.Sit, stack: stacks.Stack) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200001")
    operator.type(HALF)
    operator.page.reload()
    expect(operator.page.locator(PLACE)).to_have_value(HALF)
    operator.sees(STATE, operator.said("restored"))
    operator.press("Alt+L", "End")
    operator.type(REST)
    operator.press("Tab")
    until_saved(case, HALF + REST)
    assert recorded(case) == 1
    nothing_is_left(operator)


def test_drafts_that_are_told_late_take_away_nothing_that_was_typed_meanwhile(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    asked: list[sync_api.Route] = []

    def hold(route: sync_api.Route) -> None:
        asked.append(route)

    operator.page.route(DRAFTS, hold)
    case = gateway.answered(stack, operator, "+34600200006")
    operator.type(HALF)
    until_drafted(case)
    with operator.page.expect_response(DRAFTS):
        for route in asked:
            route.continue_()
    operator.page.unroute(DRAFTS)
    operator.page.wait_for_timeout(SETTLED_MS)
    operator.page.reload()
    expect(operator.page.locator(PLACE)).to_have_value(HALF)


def test_what_was_saved_elsewhere_word_for_word_is_no_draft_any_more(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200007")
    operator.type(HALF)
    until_drafted(case)
    case.refresh_from_db()
    intake.record_intake(
        desk.by(stack.person("operator").username, case, base_version=case.version),
        location={"location_text": HALF},
        complaint={},
        life={},
        caller={},
    )
    until = time.monotonic() + 15
    while Draft.objects.filter(case=case).exists():
        assert time.monotonic() < until, "the draft stays, and nothing of it is unsaved"
        time.sleep(0.1)
    expect(operator.page.locator(PLACE)).to_have_value(HALF)


def test_text_is_at_another_desk_of_the_same_person(
    sit: conftest.Sit, stack: stacks.Stack, figure: figures.Tell
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200002")
    operator.type(HALF)
    began = time.monotonic()
    until_drafted(case)
    figure("last key to draft on the server", f"{time.monotonic() - began:.2f} s (aim 1)")
    elsewhere = sit()
    elsewhere.page.goto(f"/console/{case.id}/")
    expect(elsewhere.page.locator(PLACE)).to_have_value(HALF)
    assert recorded(case) == 0


def test_a_server_killed_in_mid_word_for_half_a_minute_loses_nothing_and_saves_once(
    sit: conftest.Sit, stack: stacks.Stack, floor: browsers.Floor, figure: figures.Tell
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200003")
    operator.type(HALF)
    stack.kill("web")
    operator.type(REST)
    operator.press("Tab")
    expect(operator.page.locator(PLACE)).to_have_value(HALF + REST)
    operator.sees(STATE, operator.said("waiting"))
    operator.page.wait_for_timeout(AWAY_MS)
    stack.restart("web")
    until_saved(case, HALF + REST)
    operator.until_live()
    expect(operator.page.locator(PLACE)).to_have_value(HALF + REST)
    assert recorded(case) == 1
    nothing_is_left(operator)
    figure("server away 30 s in mid-word", f"{len(HALF + REST)} letters the same, saved once")
    forgive_links(floor)


def test_a_command_in_the_outbox_leaves_from_the_next_page(
    sit: conftest.Sit, stack: stacks.Stack, floor: browsers.Floor
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200004")
    stack.kill("web")
    operator.type(HALF + REST)
    operator.press("Tab")
    operator.sees(STATE, operator.said("waiting"))
    me = operator.page.evaluate("document.documentElement.dataset.user")
    left = operator.page.evaluate(LEFT)
    assert left
    assert all(me in key for key in left)
    crashed, context = operator.page, operator.page.context
    operator.page = context.new_page()
    crashed.close()
    stack.restart("web")
    operator.page.goto(f"/console/{case.id}/")
    until_saved(case, HALF + REST)
    assert recorded(case) == 1
    forgive_links(floor)


def test_a_session_that_ends_elsewhere_closes_the_link_and_keeps_the_text(
    sit: conftest.Sit, stack: stacks.Stack, floor: browsers.Floor, figure: figures.Tell
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600200005")
    operator.type(HALF)
    began = time.monotonic()
    User.objects.filter(username=stack.person("operator").username).update(
        session_epoch=F("session_epoch") + 1
    )
    expect(operator.page.locator(".signed-out")).to_be_visible()
    figure("session ended to page signed out", f"{time.monotonic() - began:.2f} s (aim 2)")
    expect(operator.page.locator(PLACE)).to_have_value(HALF)
    gateway.ring(stack, callback_number="+34600200906")
    again = hands.Hands(operator.page.context.new_page())
    again.sign_in(stack.person("operator"))
    again.sees("call-queue .row-item", "906")
    again.press("F2")
    gateway.case_of("+34600200906")
    operator.page.bring_to_front()
    expect(operator.page.locator(".signed-out")).to_be_hidden()
    operator.until_focus(PLACE)
    operator.type(REST)
    operator.press("Tab")
    until_saved(case, HALF + REST)
    assert recorded(case) == 1
    forgive_links(floor)
