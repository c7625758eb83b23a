"""The two ways that must be shortest: a heart that stands still, and a call that needs nothing."""

import itertools
import time

import pytest
from playwright import sync_api

from calls.casefile.drafting import Draft
from calls.casefile.models import Case
from calls.protocols import reader
from tests.browser import gateway, hands
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
VAGUE = "cerca del río, por la fábrica vieja"


@pytest.fixture
def operator(floor: browsers.Floor, stack: stacks.Stack) -> hands.Hands:
    person = hands.Hands(floor.desk())
    person.sign_in(stack.person("operator", 0))
    return person


@pytest.mark.parametrize("screen", ["place", "triage", "closure", "command line"])
def test_one_key_starts_resuscitation_from_any_screen(
    floor: browsers.Floor, stack: stacks.Stack, operator: hands.Hands, screen: str
) -> None:
    places = ("place", "triage", "closure", "command line")
    case = gateway.answered(stack, operator, f"+3460010020{places.index(screen)}", location=None)
    operator.type(VAGUE)
    operator.press(
        *{"triage": ["Alt+2"], "closure": ["Alt+6"], "command line": ["F4"]}.get(screen, [])
    )
    operator.press("Alt+R")
    operator.sees("p.current", "altavoz")
    operator.until_focus("[data-result=done]")
    operator.sees(".banner severity-mark", "P0")
    operator.sees(".help .helper", operator.word("Waiting for an answer"))
    offer = case.offers.get()
    case.refresh_from_db()
    assert (case.severity, offer.centre.agency_id, offer.state) == ("P0", "health", "offered")
    operator.press("Alt+1")
    expect(operator.page.locator("#f-location-text")).to_have_value(VAGUE)
    kept(case, "location_text", VAGUE)
    operator.look(f"arrest-{screen.replace(' ', '-')}")


def test_the_beat_begins_with_the_step_that_needs_it(
    floor: browsers.Floor, stack: stacks.Stack, operator: hands.Hands
) -> None:
    gateway.answered(stack, operator, "+34600100300", location=None)
    operator.press("Alt+R")
    beat = operator.page.locator("metro-nome")
    silent = itertools.takewhile(
        lambda step: step.metronome is None, reader.book().script("cpr_adult").steps
    )
    for step in silent:
        expect(operator.page.locator("p.current")).to_have_attribute("data-step", step.code)
        expect(beat).not_to_have_attribute("data-running", "")
        operator.until_focus("[data-result=done]")
        operator.press("Enter")
    expect(beat).to_have_attribute("data-running", "")
    operator.sees("metro-nome .rate", "110")
    before = operator.page.evaluate(BAR)
    operator.page.wait_for_function(f"before => ({BAR}) !== before", arg=before)


BAR = "document.querySelector('metro-nome .beat i').style.transform"


def test_a_call_that_needs_nothing_ends_by_four_keys(
    floor: browsers.Floor, stack: stacks.Stack, operator: hands.Hands
) -> None:
    case = gateway.answered(stack, operator, "+34600100400", location=None)
    operator.type(VAGUE)
    operator.press("Alt+0")
    operator.until_focus("[data-outcome]")
    operator.look("needs-nothing")
    operator.press("1")
    operator.sees("dialog.confirm[open]", operator.word("Misdial"))
    operator.press("Enter")
    operator.sees("p.closed", "")
    case.refresh_from_db()
    assert (case.stage, case.disposition, case.severity) == ("closed", "misdial", "P4")
    assert case.location_text == VAGUE
    assert not Draft.objects.filter(case=case).exists()
    assert operator.keys == 4


def kept(case: Case, field: str, text: str) -> None:
    """Wait until what was typed is saved, or at least a draft."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        case.refresh_from_db()
        drafts = Draft.objects.filter(case=case).values_list("content", flat=True)
        if getattr(case, field) == text or any(draft.get(field) == text for draft in drafts):
            return
        time.sleep(0.1)
    raise AssertionError(f"{text!r} is kept nowhere")
