"""`make bench`: measure, show the table, add a line for each figure to var/bench.jsonl."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime

from tests.support import environment, run

environment.prepare()

# What is measured can be imported only once Django has started.
from tests.bench import (  # noqa: E402 - Django has to stand first
    crowd,
    exporting,
    fan_out,
    flooding,
    measuring,
    painting,
    place,
    sealing,
    searching,
    standing,
    writing,
)

GROUPS = {
    "writing": writing.figures,
    "sealing": sealing.figures,
    "exporting": exporting.figures,
    "searching": searching.figures,
    "fan_out": fan_out.figures,
    "crowd": crowd.figures,
    "flooding": flooding.figures,
    "painting": painting.figures,
    "standing": standing.figures,
}
# Ten minutes by the clock: only where it is asked for.
LONG = frozenset({"standing"})
KEPT = run.ROOT / "var" / "bench.jsonl"
FEWEST = 5


def main() -> None:
    """Measure the groups asked for."""
    asked = _asked()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    began, load = time.monotonic(), _load()
    figures: list[measuring.Figure] = []
    # What is painted is compared with when it was committed.
    with place.opened({"track_commit_timestamp": "on"}) as where:
        _say(f"a centre of its own stands after {time.monotonic() - began:.0f} s")
        for name in asked.groups or [name for name in GROUPS if name not in LONG]:
            since = time.monotonic()
            figures += GROUPS[name](where, repeats=asked.repeats, size=asked.size)
            _say(f"{name}: {time.monotonic() - since:.0f} s")
    measuring.append(figures, to=KEPT, at=at)
    _say(f"\n{measuring.table(figures)}\n")
    _say(
        f"{at}, {os.cpu_count()} cores, load {load} before and {_load()} after, "
        f"{asked.repeats} repeats, {time.monotonic() - began:.0f} s in all"
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("groups", nargs="*", type=_group, help=", ".join(GROUPS))
    parser.add_argument("--repeats", type=_repeats, default=FEWEST, help="at least 5")
    parser.add_argument("--size", type=float, default=1.0, help="0.1 tries, 1 measures")
    return parser.parse_args()


def _group(text: str) -> str:
    if text not in GROUPS:
        raise argparse.ArgumentTypeError(f"there are {', '.join(GROUPS)}")
    return text


def _repeats(text: str) -> int:
    if not text.isdigit() or int(text) < FEWEST:
        raise argparse.ArgumentTypeError(f"fewer than {FEWEST} repeats tell nothing")
    return int(text)


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
