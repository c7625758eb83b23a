"""A log as people read it: who, when, what, and what was corrected later."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from calls.casefile import events
from calls.casefile.log import Line

LATE = timedelta(minutes=1)
"""What was learned so much later than it happened is shown as entered later."""


def rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Give a log's lines as a timeline shows them, in their order.

    `day` and `hour` are of the centre's own time; `late` is when the centre learned of it,
    where that was later; `missing` counts personal values that are not at hand; `now` is what
    a later line says instead.
    """
    told: list[dict[str, Any]] = []
    latest: dict[Hashable, dict[str, Any]] = {}
    for line in lines:
        row = _row(line)
        told.append(row)
        matter = _matter(line)
        if matter is None:
            continue
        before = latest.get(matter)
        # Values that are not at hand cannot be compared.
        if before is not None and row["text"] not in {"", before["text"]} and before["text"]:
            before["now"] = row["text"]
        latest[matter] = row
    return told


def _row(line: Line) -> dict[str, Any]:
    kind = events.all_kinds().get(line.kind)
    here = timezone.localtime(line.at)
    is_late = line.recorded_at - line.at >= LATE
    return {
        "seq": line.seq,
        "at": events.stamp(line.at),
        "recorded_at": events.stamp(line.recorded_at),
        "day": date_format(here, "DATE_FORMAT"),
        "hour": f"{here:%H:%M:%S}",
        "late": f"{timezone.localtime(line.recorded_at):%d-%m %H:%M}" if is_late else "",
        "kind": line.kind,
        "title": str(kind.title) if kind else line.kind,
        "text": _text(kind, line),
        "by": line.position or line.actor_kind,
        "missing": 0 if line.withheld else line.missing,
        "withheld": line.withheld,
        "now": "",
    }


def _text(kind: type[events.StreamEvent] | None, line: Line) -> str:
    # A line that is kept whole has no data to tell of.
    return kind.tell(line.data) if kind and (line.data or not line.withheld) else ""


def _matter(line: Line) -> Hashable:
    """Give what a line tells of, where a later one of the same replaces it; else None."""
    kind = events.all_kinds().get(line.kind)
    if kind is None or kind.corrects is None:
        return None
    return (line.kind, *(str(line.data.get(name)) for name in kind.corrects))
