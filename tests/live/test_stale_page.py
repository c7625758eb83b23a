"""A page whose server falls silent says so in time, and stops saying it in time."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright import sync_api

from calls.casefile import door
from calls.casefile.kinds import Channel
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.stages.intake import services as intake
from tests.live import proxy
from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]


@contextmanager
def silenced(stack: stacks.Stack) -> Iterator[None]:
    """Freeze the web process as an overloaded machine would: links stand, nobody answers."""
    process = stack._children["web"].pid
    assert process is not None
    os.killpg(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(process, signal.SIGCONT)


def becomes(page: sync_api.Page, state: str, *, within: float) -> float:
    """Wait until the page calls its picture so; give the seconds it took."""
    began = time.monotonic()
    page.locator(f"html[data-link={state}]").wait_for(timeout=within * 1000)
    return time.monotonic() - began


@contextmanager
def relayed(port: int) -> Iterator[tuple[proxy.Proxy, asyncio.AbstractEventLoop]]:
    """Forward a port by a link that can go half-open, in a thread of its own."""
    loop = asyncio.new_event_loop()
    link, ended = proxy.Proxy(port), asyncio.Event()

    async def serve(ready: threading.Event) -> None:
        async with link.serving():
            ready.set()
            await ended.wait()

    ready = threading.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serve(ready),))
    thread.start()
    ready.wait(5)
    try:
        yield link, loop
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def test_a_page_on_a_half_open_link_builds_a_new_one_and_shows_a_new_case(
    stack: stacks.Stack, browser: sync_api.Browser
) -> None:
    with relayed(stack.port) as (link, loop):
        floor = browsers.Floor(browser, f"http://127.0.0.1:{link.port}")
        page = floor.signed_in(stack.person("operator"))
        page.goto("/console/")
        becomes(page, "fresh", within=10)
        page.wait_for_timeout(1_500)
        loop.call_soon_threadsafe(link.freeze)
        opened = intake.open_case(
            door.Passage(
                actor=actors.person(User.objects.filter(role=Role.OPERATOR)[0]),
                at=timezone.now(),
                command_id=uuid4(),
            ),
            channel=Channel.RADIO,
            received_at=timezone.now(),
            callback_number="",
        )
        began = time.monotonic()
        reference = Case.objects.get(id=opened["case"]).reference
        page.locator("case-list").get_by_text(reference[-6:]).wait_for(timeout=20_000)
        took = time.monotonic() - began
        print(f"shown {took:.2f} s after the link froze")  # noqa: T201 - a figure
        assert took > 1, "the link did not freeze"
        floor.close()


def test_a_stopped_heartbeat_is_shown_and_forgotten_once_it_beats(
    stack: stacks.Stack, floor: browsers.Floor, figure: figures.Tell
) -> None:
    page = floor.signed_in(stack.person("operator"))
    page.goto("/console/")
    becomes(page, "fresh", within=10)
    page.wait_for_timeout(1_500)
    banner = page.locator(".stale-banner")
    sync_api.expect(banner).to_be_hidden()
    with silenced(stack):
        stale = becomes(page, "stale", within=20)
        sync_api.expect(banner).to_be_visible()
        page.wait_for_timeout(7_000)
    fresh = becomes(page, "fresh", within=20)
    sync_api.expect(banner).to_be_hidden()
    figure("heartbeat stopped to stale banner", f"{stale:.2f} s (aim 6)")
    figure("heartbeat back to banner gone", f"{fresh:.2f} s (aim 2)")
    # The browser itself logs each socket that we give up.
    floor.complaints[:] = [words for words in floor.complaints if "WebSocket" not in words]
