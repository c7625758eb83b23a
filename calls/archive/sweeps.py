"""Find closed cases without a file and hand them to the worker, broker or no broker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from calls.archive import queries, tasks

FORGOTTEN_AFTER_S = 10
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
    """Look each second among the newest closings; let the worker look at all each minute."""

    def __init__(self) -> None:
        self.handover = Handover()
        self._all_looked_at: datetime | None = None

    def __call__(self, now: datetime) -> int:
        """Enqueue the sealing of closed cases without a file; give how many were found."""
        found = len(queries.closed_without_file())
        due = self._all_looked_at is None or not (
            timedelta(0) <= now - self._all_looked_at < LOOK_AT_ALL_EVERY
        )
        if (found or due) and self._enqueue(all_ever=due) and due:
            self._all_looked_at = now
        return found

    def _enqueue(self, *, all_ever: bool) -> bool:
        return self.handover.send(
            lambda: tasks.seal_closed.apply_async(
                kwargs={"all_ever": all_ever}, expires=FORGOTTEN_AFTER_S, retry=False
            )
        )


sweep_unsealed = Sweep()
