"""A screen that stands open for a shift: what it gathers in ten minutes of a storm."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from playwright import sync_api

from tests.bench import measuring, painting, place, work
from tests.browser import hands
from tests.support import browsers

SECONDS = 600
WARM_S = 20
BETWEEN_CASES_S = 2.0
HEAP_LIMIT = measuring.Limit(value=5)
NODE_LIMIT = measuring.Limit(value=2)


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Stand ten minutes, once however many repeats were asked for; 0.1 of it is one minute."""
    del repeats
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    centre = painting.units()
    with browsers.started() as browser, painting.storm(centre):
        floor = browsers.Floor(browser, where.stack.address)
        person = hands.Hands(floor.desk())
        person.sign_in(where.stack.person("operator", 2))
        session = person.page.context.new_cdp_session(person.page)
        session.send("Performance.enable")
        _live(person.page, WARM_S)
        heap, nodes = _held(session)
        _live(person.page, SECONDS * size)
        heap_then, nodes_then = _held(session)
        floor.close()
    yield measuring.Figure(
        name="standing.heap_growth",
        unit="MB",
        values=[max(0.0, heap_then - heap) / 1e6],
        target=HEAP_LIMIT,
    )
    yield measuring.Figure(
        name="standing.nodes",
        unit="% more or less",
        values=[abs(100 * (nodes_then - nodes) / nodes)],
        target=NODE_LIMIT,
    )


def _live(page: sync_api.Page, seconds: float) -> None:
    """Let cases come and go before the page."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        work.worked_and_closed()
        page.wait_for_timeout(BETWEEN_CASES_S * 1000)
    # What was closed last has left the boards, and the call its few seconds on them.
    page.wait_for_timeout(12_000)


def _held(session: sync_api.CDPSession) -> tuple[float, float]:
    """Give the bytes of live objects and the number of nodes, once the garbage is gone."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    told = session.send("Performance.getMetrics")["metrics"]
    metrics = {each["name"]: each["value"] for each in told}
    return float(metrics["JSHeapUsedSize"]), float(metrics["Nodes"])
