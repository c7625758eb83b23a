"""The second-by-second reading of the database, which heals whatever a message lost."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django import db
from psycopg_pool import PoolTimeout

from calls.casefile import clock, registry
from calls.live import hub, sessions

CARDS_AT_ONCE = 200
AWAY = (db.OperationalError, db.InterfaceError)
T = TypeVar("T")
log = logging.getLogger(__name__)

Sources = Callable[[], Iterable[registry.LiveSource]]
Dead = Callable[..., set[sessions.Session]]
Ahead = Callable[[], timedelta]


def registered_sources() -> Iterable[registry.LiveSource]:
    """Give everything the rooms registered for boards."""
    return registry.live_sources.values()


def room_ahead() -> timedelta:
    """Give how far the room's clock is ahead of the world's."""
    return clock.now() - datetime.now(UTC)


class Healer:
    """Bring one hub to what the database says, in a thread of its own."""

    def __init__(
        self,
        board_hub: hub.Hub,
        *,
        sources: Sources = registered_sources,
        dead: Dead = sessions.dead,
        ahead: Ahead = room_ahead,
    ) -> None:
        self._hub = board_hub
        self._sources = sources
        self._dead = dead
        self._ahead = ahead
        self._failing: set[str] = set()
        # How far the room's clock is from the world's; a replay may have set it.
        self.ahead = timedelta(0)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")

    def stop(self) -> None:
        """Let the thread end with what it is reading now."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def heal(self) -> bool:
        """Read every source once; False where one of them could not be read."""
        whole = True
        with contextlib.suppress(*AWAY, PoolTimeout):
            self.ahead = await self._read(self._ahead)
        for source in self._sources():
            try:
                await self._heal_source(source)
            except AWAY as error:
                self._say_failing("database", error)
                return False
            except Exception as error:
                self._say_failing(source.kind, error)
                whole = False
            else:
                self._failing.discard(source.kind)
        self._failing.discard("database")
        return whole

    async def dead(self, opened: Collection[sessions.Session]) -> set[sessions.Session]:
        """Name the sessions that must end; none while the database cannot be asked."""
        try:
            found = await self._read(functools.partial(self._dead, opened, now=datetime.now(UTC)))
        except Exception as error:
            self._say_failing("sessions", error)
            return set()
        self._failing.discard("sessions")
        return found

    async def _heal_source(self, source: registry.LiveSource) -> None:
        since = self._hub.turn
        now = datetime.now(UTC) + self.ahead
        marks = await self._read(lambda: list(source.marks(now)))
        wanted = self._hub.stale(source.kind, marks, since=since)
        for start in range(0, len(wanted), CARDS_AT_ONCE):
            some = wanted[start : start + CARDS_AT_ONCE]
            for change in await self._read(functools.partial(source.cards, some)):
                self._hub.apply(change, read_since=since)
        self._hub.retain(source.kind, (identifier for identifier, _ in marks), since=since)

    async def _read(self, query: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, _with_fresh_connection, query)

    def _say_failing(self, name: str, error: Exception) -> None:
        if name not in self._failing:
            log.error("live reading of %s fails", name, exc_info=error)
        self._failing.add(name)


def _with_fresh_connection(query: Callable[[], T]) -> T:
    db.close_old_connections()
    try:
        return query()
    finally:
        db.close_old_connections()
