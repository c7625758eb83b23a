"""The map by keyboard: it is drawn without another host, and nothing but a hand moves it."""

from typing import Any

import pytest
from playwright import sync_api

from dispatch.models import Unit
from tests.browser import conftest, gateway, hands, vehicles
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
SALAMANCA = (40.9688, -5.6639)
BATCHES, VEHICLES = 10, 20
MANY = 1_700

VIEW = "document.querySelector('situation-map').view"
CARET = "[document.activeElement.id, document.activeElement.selectionStart]"
# Distinct colours of the base map's tiles: sea, land, neighbours and borders at least.
COLOURS = """() => {
    const colours = new Set();
    for (const tile of document.querySelectorAll("situation-map canvas.leaflet-tile")) {
        const data = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data;
        for (let at = 0; at < data.length; at += 4) {
            colours.add(data.slice(at, at + 4).join());
        }
    }
    return colours.size;
}"""
LAID = """() => {
    const { singles, crowds, seen } = document.querySelector("situation-map").laid;
    return {
        singles: singles.length, crowds: crowds.length, seen: seen.length,
        counted: crowds.reduce((sum, crowd) => sum + crowd.marks.length, 0) + singles.length,
        open: singles.some(({ mark }) => mark.open),
    };
}"""
WHERE = """callsign => document.querySelector("situation-map").laid.seen
    .find(({ card }) => card.callsign === callsign)?.card.latitude"""


def until(page: sync_api.Page, expression: str, argument: Any = None) -> None:
    """Wait until something is so."""
    page.wait_for_function(expression, arg=argument, timeout=hands.PATIENCE_MS)


def test_the_map_is_drawn_here_and_goes_to_the_case_and_back_to_the_caret(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    page = operator.page
    until(page, f"() => ({COLOURS})() > 4")
    # Two things that overlap nowhere: the map does not even know another host.
    sources = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert [name for name in sources if "/map/" in name]
    assert not [name for name in sources if not name.startswith(stack.address)]

    gateway.answered(stack, operator, "+34600700001")
    operator.type("Calle Zamora 12")
    operator.press("Tab")
    operator.pick("Salamanca")
    operator.sees(".banner .address", "Salamanca")
    operator.press("Alt+l", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    before = page.evaluate(CARET)
    country = page.evaluate(VIEW)
    operator.press("Alt+m")
    operator.until_focus("situation-map .ground")
    at_case = page.evaluate(VIEW)
    assert country["zoom"] < at_case["zoom"]
    assert abs(at_case["latitude"] - SALAMANCA[0]) < 0.02
    assert abs(at_case["longitude"] - SALAMANCA[1]) < 0.02
    until(page, f"() => ({LAID})().open")
    for kept in (".banner .address", "[data-fact=number]", "stage-rail"):
        expect(page.locator(kept)).to_be_in_viewport(ratio=0.99)
    operator.press("Alt+m")
    assert page.evaluate(CARET) == before
    operator.type("X")
    expect(page.locator("#f-location-text")).to_have_value("Calle ZamoraX 12")
    # The person's own view stays, also over a reload.
    assert page.evaluate(VIEW) == at_case
    page.reload()
    until(page, f"() => {VIEW} !== null")
    again = page.evaluate(VIEW)
    assert again["zoom"] == at_case["zoom"]
    assert abs(again["latitude"] - at_case["latitude"]) < 0.01

    page.set_viewport_size({"width": 1280, "height": 720})
    ground = page.locator("situation-map .ground")
    expect(ground).to_be_hidden()
    operator.press("Alt+m")
    expect(ground).to_be_focused()
    operator.press("Alt+m")
    expect(ground).to_be_hidden()


def test_two_hundred_moves_of_vehicles_move_no_map_and_many_are_counted(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    few = vehicles.fleet(VEHICLES)
    operator = sit()
    page = operator.page
    gateway.answered(stack, operator, "+34600700002")
    operator.type("Plaza Mayor")
    operator.press("Tab")
    operator.pick("Salamanca")
    operator.press("Alt+m")
    until(page, f"() => ({LAID})().singles > 5")
    operator.press("Alt+m", "Alt+l")
    view, held = page.evaluate(VIEW), page.evaluate(CARET)
    latitude = vehicles.drive(stack, few, BATCHES)
    until(page, f"([callsign, latitude]) => ({WHERE})(callsign) === latitude", [
        few[0].callsign, latitude
    ])  # fmt: skip
    assert page.evaluate(VIEW) == view
    assert page.evaluate(CARET) == held

    Unit.objects.using("migrator").filter(callsign__startswith="MAP-").delete()
    vehicles.fleet(MANY)
    operator.press("Alt+m", "-", "-", "-")
    until(page, f"() => ({LAID})().seen >= {MANY}")
    until(page, f"() => ({LAID})().crowds > 0")
    laid = page.evaluate(LAID)
    assert laid["counted"] == laid["seen"]
    assert laid["singles"] < laid["seen"] / 10
    for _closer in range(5):
        operator.press("+")
    until(page, f"() => ({LAID})().singles > 0 && ({LAID})().crowds === 0")

    # The same things as a list: one Tab stop, arrows, and back to the map.
    operator.press("Enter")
    operator.until_focus("situation-map .map-row")
    operator.sees("situation-map .map-row:focus", "Salamanca")
    operator.walk_to("situation-map .map-row", "MAP-", key="ArrowDown")
    row = page.locator("situation-map .map-row").first
    expect(row).to_have_role("option")
    operator.press("Escape")
    operator.until_focus("situation-map .ground")
    Unit.objects.using("migrator").filter(callsign__startswith="MAP-").delete()
