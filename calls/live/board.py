"""One topic as its readers see it: what it holds, its digest, what waits to be told."""

from __future__ import annotations

import dataclasses
from typing import Protocol

from calls.live import frames

Key = tuple[str, str]
"""Kind and id of a thing."""


class Reader(Protocol):
    """Where frames for one socket go: `calls.live.mailbox.Mailbox`."""

    def put(self, frame: str) -> bool:
        """Queue a frame; False where the reader is too slow."""

    def close(self, code: int) -> None:
        """End the socket with this code."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """The newest known state of a thing, encoded once."""

    version: int
    text: str
    mark: int
    topics: frozenset[str]
    turn: int


class Board:
    """The things of one topic."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.digest = 0
        self.cooling = False
        self.readers: set[Reader] = set()
        self.askers: set[Reader] = set()
        self.pending: dict[Key, str] = {}
        self._things: dict[Key, Entry] = {}
        self._snapshot: str | None = None

    @property
    def idle(self) -> bool:
        """Say whether nobody would miss this board."""
        return not (self.readers or self.askers or self._things or self.pending or self.cooling)

    def put(self, key: Key, entry: Entry) -> None:
        """Show a thing, or show it anew."""
        known = self._things.get(key)
        self.digest = (self.digest + entry.mark - (known.mark if known else 0)) & frames.MASK
        self._things[key] = entry
        self._tell(key, entry.text)

    def drop(self, key: Key, version: int) -> None:
        """Take a thing away; `version` is the one at which it went."""
        known = self._things.pop(key)
        self.digest = (self.digest - known.mark) & frames.MASK
        self._tell(key, frames.thing(*key, version, None))

    def snapshot(self) -> str:
        """Write everything, once for however many ask before the next change."""
        if self._snapshot is None:
            texts = (entry.text for entry in self._things.values())
            self._snapshot = frames.snapshot(self.topic, texts)
        return self._snapshot

    def take_frame(self) -> str | None:
        """Write what waits to be told and forget it; None where nobody would hear it."""
        if not self.pending:
            return None
        texts = list(self.pending.values())
        self.pending.clear()
        return frames.changes(self.topic, texts) if self.readers else None

    def _tell(self, key: Key, text: str) -> None:
        self._snapshot = None
        self.pending[key] = text
