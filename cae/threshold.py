"""How many may be signing in at once: those beyond wait outside, and cost the calls nothing.

Whatever Django answers takes a thread of the process that also answers calls. A flood of
sign-ins therefore queues here, in the event loop, and what the queue does not hold is sent away.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from cae import bodies, proxies
from calls.people import browsers

DOOR = "/sign-in/"
AT_ONCE = 3
WAITING = 60
# A whole room may stand behind one address, and signs in when its shift begins.
OF_A_SOURCE = 20
SECONDS = 8.0
RETRY_AFTER_S = 2


class Full(Exception):
    """Nobody else is let wait."""


class Lane:
    """So many at once, so many more in a queue, so many of one source."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._here: Counter[str | None] = Counter()

    @contextlib.asynccontextmanager
    async def taken(self, source: str | None) -> AsyncIterator[None]:
        """Wait for one's turn and hold it; raise Full where there is no room or no end."""
        if self._here[source] >= OF_A_SOURCE or self._here.total() >= AT_ONCE + WAITING:
            raise Full
        self._here[source] += 1
        try:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._turn.acquire()
            except TimeoutError:
                raise Full from None
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._here[source] -= 1
            self._here += Counter()


def admitting(application: bodies.Application) -> bodies.Application:
    """Return the ASGI application with a queue before its sign-in door.

    Browsers that somebody has signed in from have a queue of their own.
    """
    known, strangers = Lane(), Lane()

    async def serve(scope: dict[str, Any], receive: bodies.Receive, send: bodies.Send) -> None:
        at_door = scope["type"] == "http" and scope["path"].startswith(DOOR)
        if not at_door or scope["method"] != "POST":
            return await application(scope, receive, send)
        told = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
        lane = known if browsers.is_known(told.decode("latin-1")) else strangers
        try:
            async with lane.taken(proxies.asker_of_socket(scope)):
                return await application(scope, receive, send)
        except Full:
            return await _send_away(scope, send)

    return serve


async def _send_away(scope: dict[str, Any], send: bodies.Send) -> None:
    wanted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = _page("en" if wanted.lower().startswith("en") else "es")
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(RETRY_AFTER_S).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@functools.cache
def _page(language: str) -> bytes:
    with translation.override(language):
        return render_to_string("503.html").encode()
