"""Eyes that see nothing would pass every screen: here is one page with everything wrong."""

import pytest
from playwright import sync_api

from tests.browser import eyes
from tests.support import browsers

pytestmark = pytest.mark.browser

SPOILED = """<!doctype html><html><head><title>x</title><style>
    .low { color: #999; background: #fff }
    .tiny { width: 20px; height: 20px; padding: 0 }
    .cut { width: 40px; overflow: hidden; white-space: nowrap }
    .wide { width: 3000px }
    @keyframes turn { to { rotate: 1turn } }
    /* Small and below, or it would turn across the grey words, and axe could not judge them. */
    .turns { width: 1em; margin-top: 10em; animation: turn 2s infinite }
</style></head><body><main><h1>x</h1><p class="low">grey on white</p><input>
    <button class="tiny">x</button><p class="cut">words that end in the air</p>
    <div class="wide">wide</div><p class="turns">round</p></main></body></html>"""


@pytest.fixture(scope="module")
def page(browser: sync_api.Browser) -> sync_api.Page:
    page = browser.new_page()
    page.set_content(SPOILED)
    return page


def test_a_barrier_is_seen(page: sync_api.Page) -> None:
    rules = {found.split(":")[0] for found in eyes.barriers(page)}
    assert {"color-contrast", "html-has-lang", "label"} <= rules


@pytest.mark.parametrize(
    ("look", "thing"),
    [
        (eyes.cut, "words that end"),
        (eyes.too_wide, "sideways"),
        (eyes.small_targets, "tiny"),
        (eyes.moving, "turns"),
    ],
)
def test_what_is_cut_wide_small_or_moving_is_seen(
    page: sync_api.Page, look: eyes.Look, thing: str
) -> None:
    assert any(thing in found for found in look(page))


def test_a_desk_starts_without_a_fault_of_its_own(browser: sync_api.Browser) -> None:
    floor = browsers.Floor(browser, "http://127.0.0.1:1")
    page = floor.desk()
    page.set_content(
        '<!doctype html><html lang="es"><title>x</title><main><h1>x</h1></main></html>'
    )
    assert [found for look in eyes.LOOKS for found in look(page)] == []
    page.context.close()
