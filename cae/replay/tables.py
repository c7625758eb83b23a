"""A replay's figures as a table on screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cae.replay import agreement, report
from cae.replay import plan as plans

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
    lines += of_agreement(told.agreement)
    for kind, counts in told.late.items():
        lines.append(f"  late {kind}: {counts['here']} here, {counts['in_source']} in the source")
    lines += _odd(told.blemishes)
    for what, count in told.refused.items():
        lines.append(f"  {count} × refused by the room: {what}")
    lines += (f"  FAULT {fault}" for fault in told.faults)
    lines.append("  Everything holds." if told.holds else "  NOT everything holds.")
    return "\n".join(lines)


def of_plan(plan: plans.Plan) -> str:
    """Give what the book makes of a file's calls, where nothing was replayed."""
    lines = [f"{plan.file.name}: {len(plan.file.calls)} calls"]
    lines += of_agreement(agreement.of(plan, plan.severities))
    lines += _odd(report.odd(plan))
    return "\n".join(lines)


def of_agreement(told: agreement.Agreement) -> list[str]:
    """Give each family, and each priority of the source, against the book's severities."""
    lines = ["  the book's severities, by family:", *_matrix(told.families)]
    for name, table in (("at call taking", told.original), ("at the end", told.final)):
        if table:
            lines += [f"  and by the source's own priority {name}:", *_matrix(table)]
    if told.worst:
        lines.append("  furthest apart (book graver: +):")
        lines += (
            f"    {each.calls:>5} × {each.type}: {each.priority} there, {each.severity} here "
            f"({each.steps:+d}, {each.protocol or 'no protocol'})"
            for each in told.worst
        )
    for kind, count in told.unclassified.items():
        lines.append(f"  {count} × unclassified: {kind}")
    return lines


def _matrix(table: agreement.Table) -> list[str]:
    """Give counts by row and severity, each with its share of the row."""
    head = "".join(f"{name:>14}" for name in agreement.columns())
    lines = [f"    {'':<6}{head}"]
    for name, counts in table.items():
        whole = sum(counts.values())
        cells = (counts.get(column, 0) for column in agreement.columns())
        row = "".join(f"{count:>7} {count / whole:>5.0%} " for count in cells)
        lines.append(f"    {name:<6}{row.rstrip()}")
    return lines


def _odd(told: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    """Tell what was odd and why; of unknown types, which ones."""
    for code, odd in told.items():
        yield f"  {odd['count']} × {code}: {odd['why']}"
        yield from (f"    {count:>5} × {name}" for name, count in odd.get("types", {}).items())


def _rows(pairs: Iterable[tuple[str, str]]) -> list[str]:
    told = list(pairs)
    width = max(len(name) for name, _value in told)
    return [f"  {name:<{width}}  {value:>10}" for name, value in told]
