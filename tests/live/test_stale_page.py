"""A page whose server falls silent says so in time, and stops saying it in time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright import sync_api

from tests.support import browsers
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


def test_a_stopped_heartbeat_is_shown_within_six_seconds_and_forgotten_within_two(
    stack: stacks.Stack, floor: browsers.Floor
) -> None:
    page = floor.signed_in(stack.person("operator"))
    page.goto("/console/")
    becomes(page, "fresh", within=10)
    page.wait_for_timeout(1_500)
    banner = page.locator(".stale-banner")
    sync_api.expect(banner).to_be_hidden()
    with silenced(stack):
        stale = becomes(page, "stale", within=6)
        sync_api.expect(banner).to_be_visible()
        page.wait_for_timeout(7_000)
    fresh = becomes(page, "fresh", within=2)
    sync_api.expect(banner).to_be_hidden()
    print(f"stale after {stale:.2f} s, fresh again after {fresh:.2f} s")  # noqa: T201 - a figure
    # The browser itself logs each socket that we give up.
    floor.complaints[:] = [words for words in floor.complaints if "WebSocket" not in words]
