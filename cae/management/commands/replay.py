"""Play a file of real calls into a database marked for exercise."""

from __future__ import annotations

import json
import signal
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from cae.replay import engine, report, sealing, tables, typemap
from cae.replay import plan as plans
from cae.replay.sources import reading
from calls.casefile import deployment
from calls.protocols import reader

FASTEST = 1_000_000


class Command(BaseCommand):
    """Calls ring at their times, units move at their stamps, cases close and are sealed.

    Interrupted, the same command goes on where it stopped.
    """

    help = "Replay a file of real calls (San Francisco, Montgomery County, Seattle)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the pace and where the figures go."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--speed", type=_speed, default=0.0, help="60: a minute a second; 0: as fast as it goes"
        )
        parser.add_argument("--source", choices=["sf", "montco", "seattle"], default=None)
        parser.add_argument("--type-map", type=Path, default=typemap.SHIPPED, metavar="FILE")
        parser.add_argument("--since", type=_moment, default=None, metavar="TIME")
        parser.add_argument("--until", type=_moment, default=None, metavar="TIME")
        parser.add_argument(
            "--judge-only",
            action="store_true",
            help="print what the book in force makes of the calls; nothing is replayed",
        )
        parser.add_argument("--report", type=Path, default=None, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Play the file, seal what closed, and show what came of it."""
        if not options["judge_only"] and not deployment.is_exercise():
            raise CommandError("This database is not marked for exercise: nothing is replayed.")
        plan = self._plan(options)
        if options["judge_only"]:
            self.stdout.write(tables.of_plan(plan))
            return
        if not plan.moments:
            raise CommandError(f"{options['file']} holds no call that could be replayed.")
        scope = f"{options['since'] or ''}/{options['until'] or ''}".strip("/")
        played = engine.Engine(plan, scope=scope)

        def stop(_signal: int, _frame: FrameType | None) -> None:
            played.stop = True

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        record = self._run(played, options)
        if record.finished_at is None:
            self.stderr.write(
                f"Stopped after {record.position} of {len(plan.moments)} moments; the room's clock "
                "stands still. The same command goes on from here."
            )
            raise SystemExit(130)
        sealing.wait_or_seal()
        told = report.make(record, plan)
        self.stdout.write(tables.of_report(told))
        if options["report"] is not None:
            text = json.dumps(told.as_json(), ensure_ascii=False, indent=2)
            options["report"].write_text(f"{text}\n", encoding="utf-8")
        if not told.holds:
            raise CommandError("Not everything holds; the table says what does not.")

    def _plan(self, options: dict[str, Any]) -> plans.Plan:
        try:
            file = reading.read(options["file"], source=options["source"])
            types = typemap.read(options["type_map"], protocols=reader.book().protocols)
        except (OSError, reading.UnknownSource) as error:
            raise CommandError(str(error)) from error
        for fault in types.faults:
            self.stderr.write(f"{options['type_map']}:{fault.row}: {fault.reason} {fault.told}")
        window = plans.window(file, since=options["since"], until=options["until"])
        return plans.make(window, types, protocols=reader.book().protocols)

    def _run(self, played: engine.Engine, options: dict[str, Any]) -> Any:
        total = len(played.plan.moments)
        with (
            translation.override("en"),
            tqdm(total=total, unit="moment", disable=None, mininterval=0.5) as bar,
        ):

            def progress(position: int, at: datetime) -> None:
                bar.set_postfix_str(f"{at:%Y-%m-%d %H:%M}", refresh=False)
                bar.update(position - bar.n)

            try:
                return played.run(
                    speed=options["speed"], name=options["file"].name, progress=progress
                )
            except engine.AnotherPlays:
                raise CommandError("Another replay plays in this room; let it end first.") from None


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed <= FASTEST:
        raise ValueError(text)
    return speed


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment if moment.tzinfo else timezone.make_aware(moment)
