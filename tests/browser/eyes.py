"""What another pair of eyes, or another pair of hands, would find wrong with a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright import sync_api

from tests.support import run

AXE = run.ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
TARGET_PX = 32
Look = Callable[[sync_api.Page], list[str]]

# Words that end in the air: wider than their box, and without the dots that say so.
_CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    const holds = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    return holds && element.checkVisibility() && element.clientWidth > 1
        && element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible"
        && style.textOverflow !== "ellipsis" && !element.matches("input, textarea, select");
}).map((element) => `${element.className}: ${element.textContent.trim()}`)"""

_WIDE = "document.documentElement.scrollWidth > innerWidth"

# What is pressed, and smaller than a finger needs. Links within a line of text may be.
_SMALL = """(least) => [...document.querySelectorAll(
    "button, [role=button], [role=option], select, summary, nav a, a.button, .row-item, input")]
    .filter((element) => element.checkVisibility({visibilityProperty: true}) && !element.matches(
        ".unseen, .unseen *, .skip, [type=hidden], [type=radio], [type=checkbox]"))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && Math.min(box.width, box.height) < least - 0.5)
    .map(([element, box]) => `${box.width.toFixed(0)}x${box.height.toFixed(0)} `
        + `${element.className}: ${element.textContent.trim().slice(0, 40)}`)"""

_MOVING = """() => document.getAnimations()
    .filter((animation) => animation.playState === "running"
        && animation.effect.getComputedTiming().duration > 1)
    .map((animation) => `moves: ${animation.effect.target.className}`)"""

_AXE = """async (levels) => {
    const found = await axe.run(document, {
        runOnly: {type: "tag", values: levels}, resultTypes: ["violations"]});
    return found.violations.flatMap((rule) => rule.nodes.map(
        (node) => `${rule.id}: ${node.target.join(" ")} ${node.any.concat(node.all)
            .map((check) => check.message).join("; ").slice(0, 200)}`));
}"""


def cut(page: sync_api.Page) -> list[str]:
    """Give the texts that are cut off where nothing says so."""
    return _list(page.evaluate(_CUT))


def too_wide(page: sync_api.Page) -> list[str]:
    """Say whether the page has to be pushed sideways."""
    return ["scrolls sideways"] if page.evaluate(_WIDE) else []


def small_targets(page: sync_api.Page) -> list[str]:
    """Give what is to be pressed and is smaller than 32 px (WCAG 2.2, 2.5.8 asks for 24)."""
    return _list(page.evaluate(_SMALL, TARGET_PX))


def moving(page: sync_api.Page) -> list[str]:
    """Give what moves; nothing may, where less motion is asked for."""
    return _list(page.evaluate(_MOVING))


def barriers(page: sync_api.Page) -> list[str]:
    """Give what axe finds against WCAG 2.2 A and AA."""
    if not page.evaluate("window.axe !== undefined"):
        # Through the debugger's door: the page itself admits no foreign script.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return _list(page.evaluate(_AXE, list(LEVELS)))


def _list(found: Any) -> list[str]:
    return [str(each) for each in found]


LOOKS: tuple[Look, ...] = (cut, too_wide, small_targets, moving, barriers)
