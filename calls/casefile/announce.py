"""Tell the boards what changed, after commit; never decides or delays an answer."""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
from collections.abc import Iterable
from functools import partial
from uuid import UUID

import redis
from django.conf import settings
from django.db import transaction

from calls.casefile import registry

CHANNEL = "cae:live"
WAITING_AT_MOST = 1_000
log = logging.getLogger(__name__)


def after_commit(kind: str, *ids: UUID) -> None:
    """Publish the newest cards of these things once the transaction is in."""
    transaction.on_commit(partial(_publish, kind, ids), robust=True)


def _publish(kind: str, ids: Iterable[UUID]) -> None:
    for change in registry.live_sources[kind].cards(list(ids)):
        publisher().send(encode(change))


def encode(change: registry.Change) -> bytes:
    """Give the message a change is on the wire."""
    return json.dumps(
        {
            "kind": change.kind,
            "id": str(change.id),
            "version": change.version,
            "topics": change.topics,
            "card": change.card,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


class Publisher:
    """A thread that hands messages to Redis; while Redis is away, messages are let go.

    What is lost so is healed by the second-by-second reading of the hubs.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=15
        )
        self._waiting: queue.Queue[bytes] = queue.Queue(maxsize=WAITING_AT_MOST)
        self._down = False
        threading.Thread(target=self._run, name="announce", daemon=True).start()

    def send(self, message: bytes) -> None:
        """Queue a message, or let it go where the queue is full."""
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            self._say_down("queue full")

    def _run(self) -> None:
        while True:
            message = self._waiting.get()
            try:
                self._redis.publish(CHANNEL, message)
            except (redis.RedisError, OSError) as error:
                self._say_down(type(error).__name__)
            else:
                self._down = False

    def _say_down(self, why: str) -> None:
        if not self._down:
            log.warning("boards are told late: %s", why)
        self._down = True


_made: dict[int, Publisher] = {}
_making = threading.Lock()


def publisher() -> Publisher:
    """Give this process's publisher; a forked child makes its own."""
    with _making:
        pid = os.getpid()
        if pid not in _made:
            _made.clear()
            _made[pid] = Publisher(settings.REDIS_URL)
        return _made[pid]
