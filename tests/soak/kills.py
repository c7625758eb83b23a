"""Ten kills under a replay: what was acknowledged stands once, and boards come right."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.test import override_settings

from cae.replay import engine, report, sealing
from cae.replay import plan as plans
from cae.services import embedded
from calls.casefile.deployment import Deployment
from calls.casefile.models import Case, Event
from tests.bench import place
from tests.faults import boards, checker, desk, facts, journal
from tests.support import clones, run
from tests.support import stack as stacks

PARTS = ("web", "worker", "sweeper", "valkey", "postgres")
AWAY_FOR = 12
"""So many moments of the replay go on while a part is away."""
RIGHT_WITHIN_S = 60.0
Lives = dict[str, list[tuple[str, str]]]


@contextlib.contextmanager
def ground(folder: Path) -> Iterator[tuple[embedded.Postgres, stacks.Stack]]:
    """Start a centre whose PostgreSQL may be killed too."""
    server = embedded.Postgres(folder / "postgres")
    server.start()
    stack = stacks.Stack(place.filled(server), folder / "centre")
    try:
        stack.start()
        url = stack.valkey.url
        with (
            clones.used_by_django(stack.clone),
            override_settings(REDIS_URL=url, CELERY_BROKER_URL=url),
        ):
            yield server, stack
    finally:
        stack.stop()
        server.discard()


class Blows:
    """Kills at places of a plan drawn with a seed; between blows the replay goes on."""

    def __init__(
        self,
        plan: plans.Plan,
        *,
        server: embedded.Postgres,
        stack: stacks.Stack,
        pages: list[boards.Board],
        kills: int,
        seed: int,
    ) -> None:
        chance = random.Random(seed)
        among = range(AWAY_FOR, len(plan.moments) - 2 * AWAY_FOR, 2 * AWAY_FOR)
        self._places = dict(
            zip(
                sorted(chance.sample(among, kills)),
                chance.sample([*PARTS] * (kills // len(PARTS) + 1), kills),
                strict=True,
            )
        )
        self._server = server
        self._stack = stack
        self._pages = pages
        self._away: str | None = None
        self._back_at = 0
        self.acknowledged = 0
        self.healed: list[dict[str, Any]] = []

    def progress(self, position: int, _at: datetime) -> None:
        """Take note of one more moment done; strike or bring back where it is time."""
        self.acknowledged += 1
        if self._away is not None and position >= self._back_at:
            part, self._away = self._away, None
            if part != "postgres":
                self._stack.restart(part)
            self.healed.append({"killed": part, "at": position, "right_after_s": self._right()})
        if (part := self._places.pop(position, "")) and self._away is None:
            self._away = part
            self._back_at = position + AWAY_FOR
            if part == "postgres":
                self._strike_postgres()
            else:
                self._stack.kill(part)

    def _strike_postgres(self) -> None:
        """Kill it and start it a second later, while the replay knocks on its door."""
        pid = self._server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

        def raise_again() -> None:
            time.sleep(1)
            self._server.stop()
            self._server.start()

        threading.Thread(target=raise_again, daemon=True).start()
        self._back_at -= AWAY_FOR - 1

    def _right(self) -> float:
        """Give the seconds until every page is linked and equals the database."""
        began = time.monotonic()
        while True:
            found = facts.read(self._stack.clone)
            faults = [
                fault for page in self._pages for fault in checker.check_board(found, page.shown())
            ]
            took = time.monotonic() - began
            if not faults and all(page.linked for page in self._pages):
                return round(took, 2)
            assert took < RIGHT_WITHIN_S, f"the boards are still wrong: {faults[:5]}"
            time.sleep(0.02)


def under_kills(plan: plans.Plan, *, kills: int, seed: int) -> dict[str, Any]:
    """Play a plan under kills and once in peace; give what was lost, doubled and how it healed."""
    folder = run.folder() / "kills"
    with ground(folder) as (server, stack):
        sessions = [_session(stack, role) for role in ("operator", "supervisor")]
        with boards.open_pages(stack, sessions) as pages:
            blows = Blows(plan, server=server, stack=stack, pages=pages, kills=kills, seed=seed)
            record = engine.Engine(plan).run(speed=0, name="kills", progress=blows.progress)
        sealing.wait_or_seal()
        told = report.make(record, plan)
        struck = lives()
        with clones.fresh() as other, clones.used_by_django(other):
            Deployment.objects.create(purpose="exercise")
            engine.Engine(plan).run(speed=0, name="peace", progress=lambda _p, _a: None)
            peace = lives()
    different = sorted(
        key for key in peace.keys() | struck.keys() if peace.get(key) != struck.get(key)
    )
    return {
        "seed": seed,
        "kills": len(blows.healed),
        "moments": len(plan.moments),
        "acknowledged": blows.acknowledged,
        "lost_or_doubled": len(different),
        "refused": dict(told.refused),
        "holds": told.holds,
        "healed": blows.healed,
    }


def lives() -> Lives:
    """Give what each call's case lived through, without what is made anew each time."""
    found: Lives = {}
    for case in Case.objects.filter(calls__gateway_call_id__startswith="replay-"):
        key = case.calls.values_list("gateway_call_id", flat=True)[0]
        rows = Event.objects.filter(stream_id=case.id).order_by("seq")
        found[str(key)] = [
            (row.kind, f"{row.at:%H:%M:%S.%f} {row.recorded_at:%H:%M:%S.%f}") for row in rows
        ]
    return found


def _session(stack: stacks.Stack, role: str) -> str:
    one = desk.Desk(
        stack, stack.person(role), told=journal.Journal(), pace=journal.Pace(), seed=role
    )
    one.sign_in()
    session = one.session
    one.close()
    return session
