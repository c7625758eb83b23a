"""What keeps a process's hub right: messages from Redis, and the database each second."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime

from django.conf import settings

from calls.live import frames, healing, hub, mailbox, messages, sessions, subscription

SIGNED_OUT = 4401
RESTARTING = 1012
TASK = "live feed"
INTERVAL_SECONDS = 1.0
# A reading that takes longer does not hold up the beat, which then tells how old the picture is.
PATIENCE_SECONDS = 0.8
log = logging.getLogger(__name__)


class Feed:
    """One per event loop: the hub, its link to Redis, its reading of the database."""

    def __init__(
        self,
        *,
        redis_url: str,
        sources: healing.Sources = healing.registered_sources,
        dead: healing.Dead = sessions.dead,
        ahead: healing.Ahead = healing.room_ahead,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.hub = hub.Hub(later=self._loop.call_later)
        self.subscription = subscription.Subscription(
            redis_url, hear=self._hear, rebuilt=self._heal_now
        )
        self._healer = healing.Healer(self.hub, sources=sources, dead=dead, ahead=ahead)
        self._sockets: dict[mailbox.Mailbox, sessions.Session] = {}
        # Sockets that came before the first reading of the database was whole.
        self._early: dict[mailbox.Mailbox, tuple[str, ...]] = {}
        self._loaded = False
        self._wake = asyncio.Event()
        self._healed_at = self._loop.time()

    def admit(
        self, box: mailbox.Mailbox, session: sessions.Session, topics: tuple[str, ...]
    ) -> None:
        """Greet a socket, give it its topics as soon as they are known, watch its session."""
        self._sockets[box] = session
        box.put(frames.hello(now=datetime.now(UTC), topics=topics))
        if self._loaded:
            self.hub.join(box, topics)
        else:
            self._early[box] = topics

    def forget(self, box: mailbox.Mailbox) -> None:
        """Let a socket go."""
        self._sockets.pop(box, None)
        self._early.pop(box, None)
        self.hub.leave(box)

    async def run(self) -> None:
        """Listen and beat until cancelled."""
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self.subscription.run())
                both.create_task(self._beat())
        finally:
            self._healer.stop()
            for box in list(self._sockets):
                box.close(RESTARTING)

    async def _beat(self) -> None:
        reading: asyncio.Task[None] | None = None
        while True:
            began = self._loop.time()
            self._wake.clear()
            if reading is None or reading.done():
                reading = asyncio.create_task(self._read())
            await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
            if self._loaded:
                lag = self._loop.time() - self._healed_at
                self.hub.tick(now=datetime.now(UTC) + self._healer.ahead, lag_ms=round(lag * 1000))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(began + INTERVAL_SECONDS):
                    await self._wake.wait()

    async def _read(self) -> None:
        began = self._loop.time()
        await self._end_dead_sessions()
        if await self._healer.heal():
            self._healed_at = began
            self._welcome()

    async def _end_dead_sessions(self) -> None:
        dead = await self._healer.dead(set(self._sockets.values()))
        for box, session in list(self._sockets.items()):
            if session in dead:
                self.forget(box)
                box.close(SIGNED_OUT)

    def _welcome(self) -> None:
        self._loaded = True
        early, self._early = self._early, {}
        for box, topics in early.items():
            self.hub.join(box, topics)

    def _heal_now(self) -> None:
        self._wake.set()

    def _hear(self, raw: bytes) -> None:
        try:
            self.hub.apply(messages.decode(raw))
        except messages.Garbled as error:
            log.warning("live message not understood: %s", error)


_feeds: dict[asyncio.AbstractEventLoop, tuple[Feed, asyncio.Task[None]]] = {}


def here() -> Feed:
    """Give this event loop's feed; the first to ask starts it, and it runs as long as the loop."""
    loop = asyncio.get_running_loop()
    if loop not in _feeds:
        feed = Feed(redis_url=settings.REDIS_URL)
        _feeds[loop] = feed, loop.create_task(feed.run(), name=TASK)
        _feeds[loop][1].add_done_callback(_ended)
    return _feeds[loop][0]


def _ended(task: asyncio.Task[None]) -> None:
    _feeds.pop(task.get_loop(), None)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the live feed broke; the next socket starts another", exc_info=error)
