"""What a feed reads, without PostgreSQL: rows that change when a test says so."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from calls.casefile import registry
from calls.live import feed, mailbox, sessions

OPERATOR = sessions.Session(key="k", user_id=UUID(int=99), epoch=1, role="operator", centre_id=None)


class Table:
    """A live source over rows in memory."""

    def __init__(self, kind: str = "case") -> None:
        self.kind = kind
        self.rows: dict[UUID, int] = {}
        self.broken: Exception | None = None

    def write(self, number: int, version: int) -> registry.Change:
        """Commit one row and give what an announcement would say."""
        self.rows[UUID(int=number)] = version
        return self._change(UUID(int=number))

    def delete(self, number: int) -> None:
        """Close one row without telling anybody."""
        del self.rows[UUID(int=number)]

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give what is open."""
        if self.broken:
            raise self.broken
        return list(self.rows.items())

    def cards(self, ids: Sequence[UUID]) -> Iterable[registry.Change]:
        """Give the newest cards."""
        return [self._change(identifier) for identifier in ids if identifier in self.rows]

    def _change(self, identifier: UUID) -> registry.Change:
        version = self.rows[identifier]
        return registry.Change(self.kind, identifier, version, ("board",), {"version": version})


class Socket:
    """A board as one browser holds it, fed from a mailbox."""

    def __init__(self) -> None:
        self.box = mailbox.Mailbox()
        self.shown: dict[str, int] = {}
        self.frames: list[dict[str, Any]] = []

    async def read(self) -> None:
        """Apply frames until the mailbox closes."""
        while (text := await self.box.take()) is not None:
            assert isinstance(text, str)
            frame = json.loads(text)
            self.frames.append(frame)
            if frame["t"] == "snapshot":
                self.shown.clear()
            for thing in frame.get("objects", ()):
                if thing["card"] is None:
                    self.shown.pop(thing["id"], None)
                else:
                    self.shown[thing["id"]] = thing["version"]

    def shows(self, table: Table) -> bool:
        """Say whether the board equals the table."""
        return self.shown == {str(key): version for key, version in table.rows.items()}

    def last(self, kind: str) -> dict[str, Any]:
        """Give the newest frame of a kind."""
        return next(frame for frame in reversed(self.frames) if frame["t"] == kind)


@contextlib.asynccontextmanager
async def running(
    redis_url: str,
    *tables: Table,
    dead: Callable[..., set[sessions.Session]] = lambda opened, now: set(),
) -> AsyncIterator[tuple[feed.Feed, Socket]]:
    """Run a feed over tables with one operator's socket on it."""
    made = feed.Feed(redis_url=redis_url, sources=lambda: tables, dead=dead, ahead=timedelta)
    socket = Socket()
    made.admit(socket.box, OPERATOR, ("board",))
    tasks = [asyncio.create_task(made.run()), asyncio.create_task(socket.read())]
    try:
        yield made, socket
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def within(seconds: float, condition: Callable[[], bool]) -> float:
    """Wait until something holds and give how long it took; fail when it never does."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.01)
    return time.monotonic() - began
