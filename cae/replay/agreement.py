"""How the book's severities stand beside the source's own priorities."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cae.replay import plan as plans
from cae.replay import typemap
from calls.casefile.kinds import Severity

PRIORITIES = ("original", "final")
"""What the source gave a call when it was taken, and at the end."""
UNJUDGED = "-"
JOINED = "joined"
"""In place of a severity: the call's case was joined to another before it was judged."""
LISTED = 12

Table = Mapping[str, Mapping[str, int]]
"""Counts by row and column."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Calls of one type that the book takes for graver or less grave than their source.

    `steps` is positive where the book is the graver, counted in severities.
    """

    type: str
    protocol: str
    priority: str
    severity: str
    steps: int
    calls: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Agreement:
    """The share of each family and severity, and each priority of the source against them."""

    families: Table
    unclassified: Mapping[str, int]
    original: Table
    final: Table
    worst: tuple[Disagreement, ...]


def of(plan: plans.Plan, severities: Sequence[str]) -> Agreement:
    """Count a file's calls; `severities` are those they came to, in the file's order.

    "" is none, JOINED that of the case it was joined to.
    """
    families: dict[str, Counter[str]] = defaultdict(Counter)
    unclassified: Counter[str] = Counter()
    original: dict[str, Counter[str]] = defaultdict(Counter)
    final: dict[str, Counter[str]] = defaultdict(Counter)
    apart: Counter[tuple[str, str, str, str, int]] = Counter()
    for call, kind, judged, told in zip(
        plan.file.calls, plan.mapped, plan.judged, severities, strict=True
    ):
        severity = told or UNJUDGED
        families[kind.family or UNJUDGED][severity] += 1
        if not judged.protocol:
            unclassified[call.type] += 1
        for table, priority in ((original, call.original_priority), (final, call.final_priority)):
            if priority:
                table[priority][severity] += 1
        hinted = typemap.severity_of(plan.file.name, call.original_priority)
        if hinted and told in Severity.values and hinted != told:
            steps = int(hinted[1]) - int(told[1])
            apart[call.type, judged.protocol, call.original_priority, told, steps] += 1
    return Agreement(
        families={name: dict(families[name]) for name in sorted(families)},
        unclassified=dict(unclassified.most_common()),
        original={name: dict(original[name]) for name in sorted(original)},
        final={name: dict(final[name]) for name in sorted(final)},
        worst=tuple(_worst(apart)),
    )


def _worst(apart: Counter[tuple[str, str, str, str, int]]) -> Iterable[Disagreement]:
    """Give those furthest apart first, weighed by how many calls they concern."""
    ranked = sorted(apart.items(), key=lambda each: (-abs(each[0][4]) * each[1], each[0]))
    for (kind, protocol, priority, severity, steps), calls in ranked[:LISTED]:
        yield Disagreement(
            type=kind,
            protocol=protocol,
            priority=priority,
            severity=severity,
            steps=steps,
            calls=calls,
        )


def columns() -> tuple[str, ...]:
    """Return the columns of every table."""
    return (*Severity.values, UNJUDGED, JOINED)
