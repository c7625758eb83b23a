"""A board under a storm never moves the cursor, nor what the cursor is on."""

import httpx
import pytest
from playwright import sync_api

from calls.casefile.models import Call
from tests.browser import conftest, gateway, vehicles
from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
EVENTS, RINGS, VEHICLES, INSERTS = 1_000, 100, 100, 200
SETTLED_MS = 1_000

# Counts every move of the cursor, and notes the element that has it.
WATCH = """() => {
    window.caeHeld = document.activeElement;
    window.caeMoves = 0;
    for (const kind of ["focusin", "focusout"]) {
        document.addEventListener(kind, () => { window.caeMoves += 1; }, true);
    }
}"""
HELD = "[document.activeElement === window.caeHeld, window.caeMoves]"
# What jumped without being asked for, as the browser reckons it (Layout Instability).
JUMPS = """() => {
    window.caeJumps = 0;
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) { window.caeJumps += shift.value; }
    }).observe({type: "layout-shift"});
}"""
UNDER = "([x, y]) => document.elementFromPoint(x, y)"
TOP = "window.caeHeld.getBoundingClientRect().top"


@pytest.fixture(autouse=True)
def _quiet_afterwards(stack: stacks.Stack) -> None:
    Call.objects.filter(state="ringing").update(state="abandoned")


def ring(stack: stacks.Stack, number: str, line: httpx.Client | None = None) -> None:
    """Let a call ring from nowhere known: it stands for itself, and no group folds it away."""
    gateway.ring(stack, line=line, callback_number=number, kind="telephone", location=None)


def storm(stack: stacks.Stack, page: sync_api.Page, rings: int) -> None:
    """Let many calls ring while the person is in the middle of something."""
    before = Call.objects.filter(state="ringing").count()
    with httpx.Client(timeout=10) as line:
        for number in range(rings):
            ring(stack, f"+34611{number:06d}", line)
    expect(page.locator("#figure-waiting")).to_have_text(str(before + rings))


def test_the_cursor_in_a_field_stays_through_a_thousand_events(
    sit: conftest.Sit, stack: stacks.Stack, figure: figures.Tell
) -> None:
    operator = sit()
    gateway.answered(stack, operator, "+34600400001")
    operator.type("Calle Zamora")
    operator.press("ArrowLeft", "ArrowLeft")
    operator.page.evaluate(WATCH)
    storm(stack, operator.page, RINGS)
    vehicles.drive(stack, vehicles.fleet(VEHICLES), (EVENTS - RINGS) // VEHICLES)
    operator.page.wait_for_timeout(SETTLED_MS)
    assert operator.page.evaluate(HELD) == [True, 0]
    figure(f"moves of the cursor in {EVENTS} live events", "0 (aim 0)")
    operator.type("X")
    expect(operator.page.locator("#f-location-text")).to_have_value("Calle ZamoXra")


def test_the_cursor_on_a_row_stays_on_that_row_where_it_stands(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    for number in range(3):
        ring(stack, f"+3460040010{number}")
    operator.sees("call-queue .row-item", "102")
    operator.walk_to("call-queue .row-item")
    operator.press("ArrowDown")
    operator.page.evaluate(WATCH)
    held, top = operator.page.evaluate("window.caeHeld.textContent"), operator.page.evaluate(TOP)
    storm(stack, operator.page, INSERTS)
    assert operator.page.evaluate(HELD) == [True, 0]
    assert operator.page.evaluate(TOP) == top
    assert "101" in held


def test_what_is_under_the_pointer_stays_there_through_two_hundred_inserts(
    floor: browsers.Floor, stack: stacks.Stack, figure: figures.Tell
) -> None:
    page = floor.signed_in(stack.person("operator", 1))
    page.goto("/console/")
    for number in range(4):
        ring(stack, f"+3460040020{number}")
    row = page.locator("call-queue .row-item", has_text="201")
    row.hover()
    box = row.bounding_box()
    assert box is not None
    place = [box["x"] + 20, box["y"] + box["height"] / 2]
    held = page.evaluate_handle(UNDER, place)
    page.evaluate(JUMPS)
    same = 0
    with httpx.Client(timeout=10) as line:
        for number in range(INSERTS):
            ring(stack, f"+34612{number:06d}", line)
            here = page.evaluate_handle(UNDER, place)
            same += page.evaluate("([one, other]) => one === other", [held, here])
    expect(page.locator("#figure-waiting")).to_have_text(str(4 + INSERTS))
    jumped = page.evaluate("window.caeJumps")
    figure("same element under the pointer", f"{same}/{INSERTS}, layout shift {jumped:.4f} (aim 0)")
    assert (same, jumped) == (INSERTS, 0)
