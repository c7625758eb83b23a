"""What a browser fetches the first time, and from whom."""

import gzip

import pytest
from playwright import sync_api

from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
AT_MOST = 600_000
BASE_MAP = "/basemap/"
# What is packed already gains nothing from being packed again.
PACKED = (".woff2", ".png")


ROOMS = {
    "/console/": ("operator", 0, "case-list"),
    "/desk/": ("dispatcher", 5, "transfer-list"),
    "/wall/": ("supervisor", 0, "case-list"),
}


@pytest.mark.parametrize("path", ROOMS)
def test_the_first_load_is_light_and_from_this_house_alone(
    floor: browsers.Floor, stack: stacks.Stack, figure: figures.Tell, path: str
) -> None:
    role, number, ready = ROOMS[path]
    page = floor.signed_in(stack.person(role, number))
    got: dict[str, int] = {}

    def weigh(response: sync_api.Response) -> None:
        if response.ok and BASE_MAP not in response.url:
            body = response.body()
            packed = body if response.url.endswith(PACKED) else gzip.compress(body)
            got[response.url] = len(packed)

    page.goto("about:blank")
    page.on("response", weigh)
    session = page.context.new_cdp_session(page)
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path)
    page.locator(ready).first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    total = sum(got.values())
    assert len(got) > 20
    figure(f"first load of {path}, compressed", f"{total / 1000:.0f} kB (aim 600)")
    assert total <= AT_MOST, sorted(got.items(), key=lambda item: -item[1])[:10]
