"""A page's boards over a real socket: it follows, compares, asks again and comes back."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync import client
from websockets.typing import Origin

from calls.live import frames
from tests.support import stack as stacks

# As static/js/live/socket.js has them.
BACK_OFF_S = (0.15, 0.4, 0.9, 1.5)
SILENT_AFTER_S = 3.5
Shown = dict[str, dict[str, int]]
"""Topic → "kind:id" → the version that its card shows."""


class Board:
    """What one page shows, kept by a thread of its own."""

    def __init__(self, stack: stacks.Stack, session: str) -> None:
        self.ticks = 0
        self.fetches = 0
        self.linked = False
        self._stack = stack
        self._session = session
        self._shown: Shown = {}
        # What digests are made of: a card may also tell of things beside its own.
        self._held: Shown = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._link: client.ClientConnection | None = None
        self._chance = random.Random(session)
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def start(self) -> None:
        """Open the page."""
        self._thread.start()

    def stop(self) -> None:
        """Close the page."""
        self._ended.set()
        if self._link is not None:
            self._link.close()
        self._thread.join(10)

    def shown(self) -> Shown:
        """Give what it shows now."""
        with self._lock:
            return {topic: dict(things) for topic, things in self._shown.items()}

    def _follow(self) -> None:
        failures = 0
        while not self._ended.is_set():
            try:
                with client.connect(
                    self._stack.live_address,
                    additional_headers={"Cookie": f"sessionid={self._session}"},
                    origin=Origin(self._stack.address),
                    open_timeout=SILENT_AFTER_S,
                    close_timeout=0.5,
                ) as link:
                    self._link = link
                    while True:
                        self._take(json.loads(link.recv(SILENT_AFTER_S)), link)
                        failures = 0
            except (OSError, WebSocketException):
                self.linked = False
                most = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
                failures += 1
                self._ended.wait(most * self._chance.uniform(0.5, 1))

    def _take(self, frame: dict[str, Any], link: client.ClientConnection) -> None:
        with self._lock:
            if frame["t"] == "tick":
                self.ticks += 1
                for topic, digest in frame["digests"].items():
                    if self._digest(topic) != digest:
                        self.fetches += 1
                        link.send(json.dumps({"t": "fetch", "topic": topic}))
            elif frame["t"] in {"snapshot", "changes"}:
                held = self._held.setdefault(frame["topic"], {})
                shown = self._shown.setdefault(frame["topic"], {})
                if frame["t"] == "snapshot":
                    held.clear()
                    shown.clear()
                    self.linked = True
                for thing in frame["objects"]:
                    key = f"{thing['kind']}:{thing['id']}"
                    if thing["card"] is None:
                        held.pop(key, None)
                        shown.pop(key, None)
                    else:
                        held[key] = thing["version"]
                        shown[key] = thing["card"].get("version", thing["version"])

    def _digest(self, topic: str) -> int:
        held = self._held.get(topic, {})
        marks = (frames.fnv1a32(f"{key}:{version}") for key, version in held.items())
        return sum(marks) & frames.MASK


@contextmanager
def open_pages(stack: stacks.Stack, sessions: list[str]) -> Iterator[list[Board]]:
    """Open a page for each session and wait until all have heard the server."""
    pages = [Board(stack, session) for session in sessions]
    try:
        for page in pages:
            page.start()
        until = time.monotonic() + 30
        while not all(page.ticks for page in pages):
            assert time.monotonic() < until, "a page never heard the server"
            time.sleep(0.05)
        yield pages
    finally:
        for page in pages:
            page.stop()
