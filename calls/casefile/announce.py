"""Tell the boards what changed, after commit; never decides or delays an answer."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Iterable
from functools import partial
from uuid import UUID

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from psycopg_pool import PoolTimeout

from calls.casefile import registry

WAITING_AT_MOST = 1_000
AT_ONCE = 50
QUIET_S = 0.5
AWAY = (redis.RedisError, OSError, DatabaseError, InterfaceError, PoolTimeout)
log = logging.getLogger(__name__)


def after_commit(kind: str, *ids: UUID) -> None:
    """Publish the newest cards of these things once the transaction is in."""
    transaction.on_commit(partial(_tell, kind, ids), robust=True)


def _tell(kind: str, ids: Iterable[UUID]) -> None:
    publisher().tell(kind, ids)


def channel() -> str:
    """Name this centre's channel: another centre may be on the same Redis."""
    centre = f"{settings.SECRET_KEY}/{connection.settings_dict['NAME']}"
    return f"cae:live:{hashlib.sha256(centre.encode()).hexdigest()[:16]}"


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
    """A thread that reads the newest cards of what changed and hands them to Redis.

    What changes again while it waits is read once. While Redis or the database is away, cards
    are let go: what is lost so is healed by the second-by-second reading of the hubs.
    """

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=15
        )
        self._waiting: dict[tuple[str, UUID], None] = {}
        self._something = threading.Condition()
        self._down = False
        threading.Thread(target=self._run, name="announce", daemon=True).start()

    def reach(self) -> float | None:
        """Give how many milliseconds Redis takes to answer; None where it does not."""
        begun = time.perf_counter()
        try:
            self._redis.ping()
        except (redis.RedisError, OSError):
            return None
        return round((time.perf_counter() - begun) * 1000, 1)

    def tell(self, kind: str, ids: Iterable[UUID]) -> None:
        """Have the cards of these published soon, or let them go where too many wait."""
        with self._something:
            if len(self._waiting) >= WAITING_AT_MOST:
                self._say_down("too many wait")
                return
            self._waiting.update(dict.fromkeys((kind, each) for each in ids))
            self._something.notify()

    def _run(self) -> None:
        while True:
            kind, ids = self._next()
            try:
                for change in registry.live_sources[kind].cards(ids):
                    self._redis.publish(channel(), encode(change))
            except AWAY as error:
                self._say_down(type(error).__name__)
                connection.close()
            except Exception:
                # One card that cannot be read must not silence the others.
                log.exception("cards of kind %s cannot be told", kind)
            else:
                self._down = False

    def _next(self) -> tuple[str, list[UUID]]:
        with self._something:
            if not self._something.wait_for(lambda: self._waiting, timeout=QUIET_S):
                # Nobody is kept waiting for a connection that is not used.
                connection.close()
                self._something.wait_for(lambda: self._waiting)
            kind = next(iter(self._waiting))[0]
            ids = [each for name, each in self._waiting if name == kind][:AT_ONCE]
            for each in ids:
                del self._waiting[kind, each]
        return kind, ids

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


def reach() -> float | None:
    """Give how many milliseconds Redis takes to answer this process; None where it does not."""
    return publisher().reach()
