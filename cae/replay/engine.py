"""Play a plan into a room: in order, at a pace, by a clock of its own, and on from where it was."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone
from psycopg_pool import PoolTimeout

from cae.replay import cast, deeds
from cae.replay import plan as plans
from cae.replay.models import ReplayRun
from calls.casefile import clock, commitments, refusals
from calls.casefile.models import Commitment

LOCK = 0x11_2C_AE
KEPT_EVERY_S = 1.0
AWAY = (DatabaseError, InterfaceError, PoolTimeout, refusals.Busy)
AWAY_AT_MOST_S = 120.0
PAUSE_S = 0.25
T = TypeVar("T")


class AnotherPlays(Exception):
    """Another replay holds this room's clock."""


class Engine:
    """One run of a plan. `stop` may be set from a signal: the moment in hand is finished."""

    def __init__(self, plan: plans.Plan, *, scope: str = "") -> None:
        """Find how far this content was played before; nothing is done yet."""
        self.plan = plan
        self.run_id = deeds.run_id(plan, scope=scope)
        self.stop = False
        self._begun = time.monotonic()
        self._kept_at = float("-inf")

    def run(
        self, *, speed: float, name: str, progress: Callable[[int, datetime], None]
    ) -> ReplayRun:
        """Play on from the first moment not known to be done; give how far it came."""
        with _alone():
            record = self._record(name)
            if record.finished_at is None and self._play(record, speed=speed, progress=progress):
                self._wait_for(clock.let_go)
        return record

    def _play(
        self, record: ReplayRun, *, speed: float, progress: Callable[[int, datetime], None]
    ) -> bool:
        """Play until the end or until told to stop; say whether it came to the end."""
        moments = self.plan.moments
        people = self._wait_for(lambda: cast.Cast(self.plan, at=moments[0].learned_at))
        doer = deeds.Doer(self.plan, people, run_id=self.run_id)
        self._wait_for(partial(_stand_at, moments[record.position].learned_at))
        pace = _Pace(speed, moments[record.position].learned_at) if speed else None
        self._begun = time.monotonic() - record.seconds
        swept_until: datetime | None = None
        refused: dict[str, int] = record.tallies.setdefault("refused", {})
        for position in range(record.position, len(moments)):
            moment = moments[position]
            if pace is not None:
                pace.wait_for(moment.learned_at, stopped=lambda: self.stop)
            if self.stop:
                break
            if moment.learned_at != swept_until:
                self._wait_for(partial(self._sweep, moment.learned_at))
                swept_until = moment.learned_at
            try:
                self._wait_for(partial(doer.do, moment))
            except refusals.Refusal as refusal:
                key = f"{moment.deed.name.lower()}: {refusal.code}"
                refused[key] = refused.get(key, 0) + 1
            record.position = position + 1
            self._keep(record, moment.learned_at)
            progress(record.position, moment.learned_at)
        else:
            record.finished_at = timezone.now()
        self._keep(record, moments[record.position - 1].learned_at, surely=True)
        return record.finished_at is not None

    def _sweep(self, until: datetime) -> None:
        """Let what is late before this moment lapse, each at its own time."""
        open_ones = Commitment.objects.filter(settled_at__isnull=True, lapsed_at__isnull=True)
        while True:
            due = (
                open_ones.filter(due_at__lt=until)
                .order_by("due_at")
                .values_list("due_at", flat=True)
                .first()
            )
            if due is None or commitments.sweep_due(due) == 0:
                return

    def _keep(self, record: ReplayRun, at: datetime, *, surely: bool = False) -> None:
        """Turn the room's clock and keep the position, at most once a second."""
        now = time.monotonic()
        if not surely and now - self._kept_at < KEPT_EVERY_S:
            return
        self._kept_at = now
        record.seconds = now - self._begun

        def keep() -> None:
            clock.turn(at)
            record.save()

        self._wait_for(keep)

    def _record(self, name: str) -> ReplayRun:
        return ReplayRun.objects.get_or_create(
            id=self.run_id,
            defaults={
                "source": self.plan.file.name,
                "file": name[:200],
                "digest": self.plan.file.digest,
                "started_at": timezone.now(),
            },
        )[0]

    def _wait_for(self, work: Callable[[], T]) -> T:
        """Do something that may be done twice, again while the database is away."""
        until = time.monotonic() + AWAY_AT_MOST_S
        while True:
            try:
                return work()
            except AWAY:
                if time.monotonic() > until or self.stop:
                    raise
                close_old_connections()
                time.sleep(PAUSE_S)


class _Pace:
    """How long to wait, so that the file's time runs `speed` times as fast as the world's."""

    def __init__(self, speed: float, first: datetime) -> None:
        self._speed = speed
        self._first = first
        self._began = time.monotonic()

    def wait_for(self, at: datetime, *, stopped: Callable[[], bool]) -> None:
        """Sleep until a time of the file has come."""
        due = self._began + (at - self._first).total_seconds() / self._speed
        while not stopped() and (left := due - time.monotonic()) > 0:
            time.sleep(min(left, PAUSE_S))


def _stand_at(moment: datetime) -> None:
    """Set the room's clock, and wait until every process of the room has looked at it."""
    if not clock.is_set():
        clock.turn(moment)
        time.sleep(1.5 * clock.LOOK_AGAIN_AFTER_S)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (mine,) = cursor.fetchone()
    if not mine:
        raise AnotherPlays
    try:
        yield
    finally:
        with contextlib.suppress(DatabaseError, InterfaceError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
