"""What the parts of a page share: lists that keep their elements, and the cursor in them."""

import pytest
from playwright import sync_api

from tests.browser import conftest

pytestmark = [pytest.mark.browser, pytest.mark.stack]

# A list of three with the cursor in the last; then the first goes, and a new one comes before it.
SYNCED = """async (source) => {
    const { sync } = await import(source);
    const list = document.body.appendChild(document.createElement("ul"));
    const build = (key) => {
        const button = document.createElement("button");
        button.textContent = key;
        return button;
    };
    const show = (...keys) => sync(list, keys, { key: (key) => key, build, patch: () => {} });
    show("a", "b", "c");
    list.lastElementChild.focus();
    const told = [];
    for (const keys of [["b", "c"], ["d", "b", "c"], ["d", "c"], ["c"]]) {
        show(...keys);
        told.push([list.textContent, document.activeElement.textContent]);
    }
    return told;
}"""
SOURCE = """performance.getEntriesByType("resource").map(({ name }) => name)
    .find((name) => /\\/js\\/dom(\\.[0-9a-f]+)?\\.js/.test(name))"""


def test_a_row_keeps_the_cursor_while_rows_before_it_come_and_go(sit: conftest.Sit) -> None:
    page: sync_api.Page = sit().page
    told = page.evaluate(SYNCED, page.evaluate(SOURCE))
    assert told == [["bc", "c"], ["dbc", "c"], ["dc", "c"], ["c", "c"]]
