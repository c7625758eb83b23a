"""`make soak`: replay and judge whole files of real calls, live a storm, write docs/real-calls.md.

The files are not shipped: name them, or a folder in which all that can be read are replayed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.support import environment, run

environment.prepare()

# What is replayed can be imported only once Django has started.
from django.core import management  # noqa: E402 - Django has to stand first

from cae.replay import plan as plans  # noqa: E402 - as above
from cae.replay import quality, storm, typemap  # noqa: E402 - as above
from cae.replay.sources import incidents, reading  # noqa: E402 - as above
from calls.protocols import reader  # noqa: E402 - as above
from tests.bench import place  # noqa: E402 - as above
from tests.soak import kills, page, through  # noqa: E402 - as above

PAGE = run.ROOT / "docs" / "real-calls.md"
KEPT = run.ROOT / "var" / "soak"
RATES = (1.0, 10.0)
# What is replayed is looked at, not kept: the server need not wait for its disk.
HASTY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
KILLS = 10
STRUCK_CALLS = 60
OPERATORS = 10
SEED = 112


def main() -> None:
    """Replay what was asked for; write the page from all that was kept so far."""
    asked = _asked()
    KEPT.mkdir(parents=True, exist_ok=True)
    for file in asked.kills:
        _kills(file)
    for file in _readable(asked.judge):
        _judge(file)
    if asked.files or asked.storm:
        with place.opened(HASTY):
            for file in _readable(asked.files):
                _replay(file)
            for file in asked.storm:
                for rate in RATES:
                    _storm(file, rate)
    replays = [json.loads(path.read_text()) for path in sorted(KEPT.glob("replay-*.json"))]
    storms = [json.loads(path.read_text()) for path in sorted(KEPT.glob("storm-*.json"))]
    struck = [json.loads(path.read_text()) for path in sorted(KEPT.glob("kills-*.json"))]
    judged = [json.loads(path.read_text()) for path in sorted(KEPT.glob("judged-*.json"))]
    PAGE.write_text(page.text(replays, storms, struck, judged), encoding="utf-8")
    _say(f"wrote {PAGE.relative_to(run.ROOT)}")
    if not all(told["holds"] for told in [*replays, *struck]):
        sys.exit("Not everything holds: see the page.")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak ARGS=…", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="files or folders to replay whole")
    parser.add_argument("--storm", nargs="*", type=Path, default=[], help="files to live as a rush")
    parser.add_argument("--kills", nargs="*", type=Path, default=[], help="files to kill under")
    parser.add_argument("--judge", nargs="*", type=Path, default=[], help="files to judge by type")
    return parser.parse_args()


def _readable(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files, and of each folder those that a source's reader takes."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for file in sorted(path.rglob("*.csv")):
            with contextlib.suppress(reading.UnknownSource):
                reading.read(file)
                yield file


def _replay(file: Path) -> None:
    _say(f"replaying {file.name}")
    management.call_command("replay", str(file), report=KEPT / f"replay-{file.stem}.json")


def _judge(file: Path) -> None:
    _say(f"judging {file.name}")
    told = through.of_file(file)
    (KEPT / f"judged-{file.stem}.json").write_text(json.dumps(told, indent=2))


def _kills(file: Path) -> None:
    source = reading.read(file)
    window = plans.window(source, since=None, until=source.calls[STRUCK_CALLS].received_at)
    book = reader.book().protocols
    plan = plans.make(window, typemap.read(protocols=book), protocols=book)
    told = kills.under_kills(plan, kills=KILLS, seed=SEED)
    told["file"] = file.name
    (KEPT / f"kills-{file.stem}.json").write_text(json.dumps(told, indent=2))
    _say("\n".join(_lines(told)))


def _storm(file: Path, rate: float) -> None:
    source = reading.read(file)
    book = reader.book().protocols
    types = typemap.read(protocols=book)
    plan = plans.make(source, types, protocols=book)
    began = time.monotonic()
    rush = storm.Storm(plan, operators=OPERATORS, rate=rate, seed=SEED)
    outcome = rush.run(lambda _at: None)
    truth = incidents.grouping(rush.rung, related=typemap.relation(types, source.name))
    keys = [call.key for call in rush.rung]
    told: dict[str, Any] = {
        "file": file.name,
        "rate": rate,
        "operators": OPERATORS,
        "calls": len(source.calls),
        "incidents_by_rule": len(truth),
        "seconds": round(time.monotonic() - began, 1),
        **outcome.figures(),
        **quality.measure(outcome.proposals, truth, keys).figures(),
    }
    (KEPT / f"storm-{file.stem}-{rate:g}.json").write_text(json.dumps(told, indent=2))
    _say("\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    width = max(map(len, told))
    return (f"  {name:<{width}}  {value}" for name, value in told.items())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
