"""One browser's socket: who it is, what it may hear, what it may say."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from calls.live import feed, frames, mailbox, sessions, topics
from calls.people import access, trace
from calls.people import actor as actors
from calls.people.models import User

FORBIDDEN = 4403
NOT_UNDERSTOOD = 4400
TOO_MANY = 4429
LARGEST_MESSAGE = 4_096
# What the server itself ends a socket for, without a word; it logs text that is no UTF-8.
BROKEN = {1002: "no_websocket", 1009: "too_large"}
# A browser asks when its digest differs or it comes back: a handful, never a stream.
MESSAGES_A_MINUTE = 120
MINUTE = 60.0
Send = Callable[[Any], Coroutine[Any, Any, None]]
SEND = "cae.send"
"""Where a scope has the server's own `send`."""
ASKER = "cae.asker"
"""Where it has the address that asks."""
log = logging.getLogger(__name__)


class LiveSocket(AsyncWebsocketConsumer):
    """Write what the hub puts into this socket's mailbox; answer `fetch`."""

    async def connect(self) -> None:
        """Let in who is signed in and has a board; the others learn why by the close code."""
        # The session's wrapper looks at each message for what only the handshake has.
        scope: Any = self.scope
        self._send: Send = scope[SEND]
        self._box = mailbox.Mailbox(write=self._frame)
        self._topics: tuple[str, ...] = ()
        self._mistakes = 0
        self._heard: list[float] = []
        self._writer: asyncio.Task[None] | None = None
        await self.accept()
        user = sessions.user_of(self.scope)
        if user is None:
            await self.close(code=feed.SIGNED_OUT)
            return
        self._topics = topics.topics_for(user)
        if not self._topics:
            await self.close(code=FORBIDDEN)
            return
        await database_sync_to_async(_record)(user, scope[ASKER])
        self._feed = feed.here()
        self._feed.admit(self._box, sessions.of(self.scope, user), self._topics)
        self._writer = asyncio.create_task(self._write())

    async def disconnect(self, code: int) -> None:
        """Leave nothing behind."""
        if code in BROKEN:
            log.warning("live message refused: %s", BROKEN[code])
        if self._writer is not None:
            self._feed.forget(self._box)
            self._writer.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a fetch; anything else is refused once, then ends the socket."""
        if self._too_many():
            if self._box.close_code is None:
                log.warning("live message refused: too_many")
            self._box.close(TOO_MANY)
            return
        code, topic = self._understand(text_data)
        if code is None:
            self._feed.hub.fetch(self._box, topic)
            return
        self._mistakes += 1
        if self._mistakes > 1:
            self._box.close(NOT_UNDERSTOOD)
            return
        log.warning("live message refused: %s", code)
        self._box.put(frames.error(code))

    def _understand(self, text: str | None) -> tuple[str | None, str]:
        if text is None:
            return "not_text", ""
        if len(text.encode(errors="replace")) > LARGEST_MESSAGE:
            return "too_large", ""
        try:
            said: Any = json.loads(text)
        except (ValueError, RecursionError):
            return "not_json", ""
        if not isinstance(said, dict) or said.get("t") != "fetch":
            return "unknown_type", ""
        topic = said.get("topic")
        if not isinstance(topic, str) or topic not in self._topics:
            return "topic_not_allowed", ""
        return None, topic

    def _too_many(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._heard = [at for at in self._heard if now - at < MINUTE] + [now]
        return len(self._heard) > MESSAGES_A_MINUTE

    def _frame(self, text: str) -> Coroutine[Any, Any, None]:
        return self._send({"type": "websocket.send", "text": text})

    async def _write(self) -> None:
        """Write frame after frame until the mailbox closes; a stuck reader blocks only this."""
        try:
            while (next_ := await self._box.take()) is not None:
                await (self._frame(next_) if isinstance(next_, str) else next_)
            await self.close(code=self._box.close_code)
        except OSError:
            # The browser went away while we wrote; `disconnect` tidies up.
            return


def _record(user: User, source: str | None) -> None:
    """Write down that somebody opens their boards: once, and not for every frame.

    Who works looks at a board all day: where the record is not taken it waits on disk.
    """
    trace.record_access(
        actor=actors.person(user),
        action="live.board" if access.may(user.role, "live.board") else "live.centre",
        subject_kind="board",
        subject_id=user.centre_id,
        at=timezone.now(),
        source=source,
        on_live_call=True,
    )
