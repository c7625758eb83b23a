"""A board under a storm never moves the cursor, nor what the cursor is on."""

import httpx
import pytest
from playwright import sync_api

from calls.casefile.models import Call
from tests.browser import conftest, gateway, hands
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
EVENTS = 120

# Counts every move of the cursor, and notes the element that has it.
WATCH = """() => {
    window.caeHeld = document.activeElement;
    window.caeMoves = 0;
    for (const kind of ["focusin", "focusout"]) {
        document.addEventListener(kind, () => { window.caeMoves += 1; }, true);
    }
}"""
HELD = "[document.activeElement === window.caeHeld, window.caeMoves]"
TOP = "window.caeHeld.getBoundingClientRect().top"


@pytest.fixture(autouse=True)
def _quiet_afterwards(stack: stacks.Stack) -> None:
    Call.objects.filter(state="ringing").update(state="abandoned")


def storm(stack: stacks.Stack, person: hands.Hands) -> None:
    """Let many calls ring while the person is in the middle of something."""
    before = Call.objects.filter(state="ringing").count()
    with httpx.Client(timeout=10) as line:
        for number in range(EVENTS):
            gateway.ring(stack, line=line, callback_number=f"+34611{number:06d}")
    expect(person.page.locator("#figure-waiting")).to_have_text(str(before + EVENTS))


def test_the_cursor_in_a_field_stays_through_a_hundred_events(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    gateway.answered(stack, operator, "+34600400001")
    operator.type("Calle Zamora")
    operator.press("ArrowLeft", "ArrowLeft")
    operator.page.evaluate(WATCH)
    storm(stack, operator)
    assert operator.page.evaluate(HELD) == [True, 0]
    operator.type("X")
    expect(operator.page.locator("#f-location-text")).to_have_value("Calle ZamoXra")


def test_the_cursor_on_a_row_stays_on_that_row_where_it_stands(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    for number in range(3):
        gateway.ring(stack, callback_number=f"+3460040010{number}")
    operator.sees("call-queue .row-item", "102")
    operator.walk_to("call-queue .row-item")
    operator.press("ArrowDown")
    operator.page.evaluate(WATCH)
    held, top = operator.page.evaluate("window.caeHeld.textContent"), operator.page.evaluate(TOP)
    storm(stack, operator)
    assert operator.page.evaluate(HELD) == [True, 0]
    assert operator.page.evaluate(TOP) == top
    assert "101" in held
