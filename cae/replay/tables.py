"""A replay's figures as a table on screen."""

from __future__ import annotations

from collections.abc import Iterable

from cae.replay import report

NAMES = {
    "calls_in_file": "calls in the file",
    "calls": "calls",
    "cases": "cases",
    "joined": "joined",
    "continued": "continued",
    "abandoned": "abandoned",
    "unclassified": "unclassified",
    "events": "events",
    "units": "units",
    "units_moved": "units moved",
    "met": "commitments met",
    "late": "commitments late",
    "late_in_source": "late in the source",
    "closed": "closed",
    "sealed": "sealed",
    "orphans": "orphans",
    "chains_verified": "chains verified",
    "faults": "faults",
    "seconds": "seconds",
    "events_per_second": "events per second",
}


def of_report(told: report.Report) -> str:
    """Give the table of one replay, then what was odd, refused or late."""
    lines = [f"{told.file} ({told.source})"]
    lines += _rows((name, str(told.figures[key])) for key, name in NAMES.items())
    for kind, counts in told.late.items():
        lines.append(f"  late {kind}: {counts['here']} here, {counts['in_source']} in the source")
    for code, odd in told.blemishes.items():
        lines.append(f"  {odd['count']} × {code}: {odd['why']}")
    for what, count in told.refused.items():
        lines.append(f"  {count} × refused by the room: {what}")
    lines += (f"  FAULT {fault}" for fault in told.faults)
    lines.append("  Everything holds." if told.holds else "  NOT everything holds.")
    return "\n".join(lines)


def _rows(pairs: Iterable[tuple[str, str]]) -> list[str]:
    told = list(pairs)
    width = max(len(name) for name, _value in told)
    return [f"  {name:<{width}}  {value:>10}" for name, value in told]
