"""A night in a whole centre: its sweeper and worker run beside, and the worker is killed once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cae.replay import engine, report, sealing, typemap
from cae.replay import plan as plans
from cae.replay.sources import reading
from calls.archive.models import SealedFile
from tests.cae.replay import nights
from tests.cae.replay.sources import files
from tests.support import stack as stacks

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
NEW_YEAR = "sf-fire-ems/calls_units_2016-12-31_2017-01-03.csv"
AFTER_MIDNIGHT = datetime(2017, 1, 1, 8, 0, tzinfo=UTC), datetime(2017, 1, 1, 8, 12, tzinfo=UTC)


def night(folder: Path) -> plans.Plan:
    """Give the first calls of a real year, or, where the file is not at hand, a night made up."""
    if not files.SHARED.is_dir():
        print(f"{files.MISSING}: a night made up is played")  # noqa: T201 - the reason
        return nights.plan(folder, calls=8)
    since, until = AFTER_MIDNIGHT
    file = plans.window(reading.read(files.SHARED / NEW_YEAR), since=since, until=until)
    return plans.make(file, typemap.read(), protocols=nights.BOOK)


def test_a_night_is_replayed_and_sealed_with_the_worker_killed_once(
    stack: stacks.Stack, tmp_path: Path
) -> None:
    plan = night(tmp_path)
    killed_at, back_at = len(plan.moments) // 3, 2 * len(plan.moments) // 3

    def progress(position: int, _at: datetime) -> None:
        if position == killed_at:
            stack.kill("worker")
        elif position == back_at:
            stack.restart("worker")

    record = engine.Engine(plan).run(speed=0, name=NEW_YEAR, progress=progress)
    sealing.wait_or_seal()
    told = report.make(record, plan)
    assert told.holds, told
    assert told.refused == {}
    assert {kind: late["here"] for kind, late in told.late.items()} == {
        kind: late["in_source"] for kind, late in told.late.items()
    }
    assert SealedFile.objects.count() == told.figures["cases"] == len(plan.file.calls)
