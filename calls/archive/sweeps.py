"""Find closed cases without a file and hand them to the worker, broker or no broker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from calls.archive import queries, tasks

FORGOTTEN_AFTER_S = 10
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=16)
LOOK_AT_ALL_EVERY = timedelta(minutes=1)
log = logging.getLogger(__name__)


class Handover:
    """Put tasks on the queue from a thread, so that a frozen broker delays no sweep.

    One attempt at a time; what could not be handed over is found again by query.
    """

    def __init__(self) -> None:
        self._attempt: threading.Thread | None = None
        self._down = False

    def send(self, put: Callable[[], object]) -> bool:
        """Begin to put a task on the queue, unless the attempt before is still under way."""
        if self._attempt is not None and self._attempt.is_alive():
            return False
        self._attempt = threading.Thread(
            target=self._try, args=(put,), name="handover", daemon=True
        )
        self._attempt.start()
        return True

    def wait(self, seconds: float) -> bool:
        """Wait until the last attempt has ended; say whether the broker took it."""
        if self._attempt is not None:
            self._attempt.join(seconds)
        return not self._down

    def _try(self, put: Callable[[], object]) -> None:
        # A broker fails in many ways, and none of them may end the sweep.
        try:
            put()
        except Exception as error:
            if not self._down:
                log.warning("the worker's queue does not answer: %s", type(error).__name__)
            self._down = True
        else:
            self._down = False


class Sweep:
    """Look each second among the newest closings; let the worker look at all each minute.

    What was asked for and is still not sealed is asked for again, less and less often: with
    the worker away the queue must not fill.
    """

    def __init__(self) -> None:
        self.handover = Handover()
        self._asked_for: frozenset[UUID] = frozenset()
        self._asked_at: datetime | None = None
        self._pause = SHORTEST_PAUSE
        self._all_asked_at: datetime | None = None

    def __call__(self, now: datetime) -> int:
        """Enqueue the sealing of closed cases without a file; give how many were found."""
        found = frozenset(queries.closed_without_file())
        all_ever = _passed(self._all_asked_at, now, LOOK_AT_ALL_EVERY)
        more = not found <= self._asked_for
        if more:
            self._pause = SHORTEST_PAUSE
        again = bool(found) and _passed(self._asked_at, now, self._pause)
        if (all_ever or more or again) and self._enqueue(all_ever=all_ever):
            self._asked_for, self._asked_at = found, now
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            self._all_asked_at = now if all_ever else self._all_asked_at
        return len(found)

    def _enqueue(self, *, all_ever: bool) -> bool:
        # It outlives the pause, so that a worker that comes back finds one that is still good.
        expires = 2 * self._pause.total_seconds() + FORGOTTEN_AFTER_S
        return self.handover.send(
            lambda: tasks.seal_closed.apply_async(
                kwargs={"all_ever": all_ever}, expires=expires, retry=False
            )
        )


def _passed(since: datetime | None, now: datetime, pause: timedelta) -> bool:
    """Say whether a pause is over; one that begins in the future is."""
    return since is None or not timedelta(0) <= now - since < pause


sweep_unsealed = Sweep()
