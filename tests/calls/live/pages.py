"""A page over a real socket, with the rules of static/js/live, and what it may never show."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

from websockets.asyncio import client
from websockets.exceptions import WebSocketException

from calls.live import frames

# As static/js/live/socket.js has them.
BACK_OFF_S = (0.15, 0.4, 0.9, 1.5)
SILENT_AFTER_S = 3.5
Key = tuple[str, str]


class Page:
    """One topic as a page shows it, through links that break and come back."""

    def __init__(self, port: int, session: str, *, seed: int) -> None:
        self.shown: dict[Key, int] = {}
        self.linked = False
        self.links = 0
        self.gaps = 0
        """Beats at which it did not hold what the server had told it."""
        self.doubles = 0
        """Frames that told what it showed already."""
        self.relapses = 0
        """Frames that told an older version of what it showed."""
        self._port = port
        self._session = session
        self._chance = random.Random(seed)

    async def follow(self) -> None:
        """Come back whenever the link breaks or says nothing, until cancelled."""
        failures = 0
        while True:
            try:
                async with client.connect(
                    f"ws://127.0.0.1:{self._port}/live/",
                    additional_headers={"Cookie": f"sessionid={self._session}"},
                    origin=f"http://127.0.0.1:{self._port}",  # type: ignore[arg-type]  # a text is one too
                    open_timeout=SILENT_AFTER_S,
                    close_timeout=0,
                ) as link:
                    self.links += 1
                    while True:
                        async with asyncio.timeout(SILENT_AFTER_S):
                            text = await link.recv()
                        self._take(json.loads(text))
                        failures = 0
            except (OSError, WebSocketException, TimeoutError):
                self.linked = False
                most = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
                failures += 1
                await asyncio.sleep(most * self._chance.uniform(0.5, 1))

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "tick":
            self.gaps += frame["digests"]["board"] != self._digest()
        elif frame["t"] == "snapshot" and frame["topic"] == "board":
            told = {_key(thing): thing["version"] for thing in frame["objects"]}
            self.relapses += sum(version < self.shown.get(key, 0) for key, version in told.items())
            self.shown, self.linked = told, True
        elif frame["t"] == "changes" and frame["topic"] == "board":
            for thing in frame["objects"]:
                self._change(_key(thing), thing)

    def _change(self, key: Key, thing: dict[str, Any]) -> None:
        known = self.shown.get(key, 0)
        if thing["card"] is None:
            self.shown.pop(key, None)
            return
        self.doubles += thing["version"] == known
        self.relapses += thing["version"] < known
        self.shown[key] = thing["version"]

    def _digest(self) -> int:
        marks = (frames.mark(*key, version) for key, version in self.shown.items())
        return sum(marks) & frames.MASK


def _key(thing: dict[str, Any]) -> Key:
    return thing["kind"], thing["id"]
