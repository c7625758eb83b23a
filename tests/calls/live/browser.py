"""A browser without a network, a clock without time: what hub tests play with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from calls.live import frames, hub, mailbox

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


class Timers:
    """An event loop's `call_later` whose time the test moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, delay: float, callback: Callable[[], None], /) -> None:
        self._due.append((self.now + delay, callback))

    @property
    def idle(self) -> bool:
        """Say whether nobody waits to be called."""
        return not self._due

    def advance(self, seconds: float) -> None:
        """Let time pass and call whom it reached."""
        self.now += seconds
        reached = [callback for at, callback in self._due if at <= self.now]
        self._due = [(at, callback) for at, callback in self._due if at > self.now]
        for callback in reached:
            callback()


def drain(box: mailbox.Mailbox, most: int | None = None) -> list[str]:
    """Take what waits, or the first of it, without waiting."""
    taken: list[str] = []
    while len(box) and len(taken) != most:
        step = box.take().__await__()
        try:
            next(step)
        except StopIteration as given:
            taken.append(str(given.value))
    return taken


class Browser:
    """Apply frames as `static/js/live/store.js` does."""

    def __init__(self, board: hub.Hub, topics: Iterable[str], *, limit: int = 64) -> None:
        self.topics = list(topics)
        self.box = mailbox.Mailbox(limit=limit)
        self.last_tick: dict[str, Any] = {}
        self.wrong_ticks = 0
        self._things: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}
        board.join(self.box, self.topics)

    def sees(self, topic: str) -> dict[tuple[str, str], int]:
        """Give the versions shown, after reading what came."""
        return {key: thing["version"] for key, thing in self.cards(topic).items()}

    def cards(self, topic: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Give the things shown as they came, after reading what came."""
        self.read()
        return self._things.get(topic, {})

    def read(self, most: int | None = None) -> None:
        """Read what came, or only some of it."""
        for frame in drain(self.box, most):
            self._take(json.loads(frame))

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "tick":
            self.last_tick = frame
            told = {topic: self._digest(topic) for topic in self.topics}
            self.wrong_ticks += told != frame["digests"]
            return
        shown = self._things.setdefault(frame["topic"], {})
        if frame["t"] == "snapshot":
            shown.clear()
        for thing in frame["objects"]:
            key = (thing["kind"], thing["id"])
            if thing["card"] is None:
                shown.pop(key, None)
            else:
                assert shown.get(key) != thing or frame["t"] == "snapshot", "twice"
                shown[key] = thing

    def _digest(self, topic: str) -> int:
        shown = self._things[topic].items()
        marks = (frames.mark(*key, thing["version"]) for key, thing in shown)
        return sum(marks) & frames.MASK
