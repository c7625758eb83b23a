"""Figures of each protocol over the cases closed in some days: how it was worked, how it ended.

Over-triage: the case counted as graver than it turned out; under-triage: as less grave. Where
nobody reviewed a case, its disposition tells only what is plain: help was needed, or was not.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Min, Q
from django.db.models.functions import Coalesce

from calls.casefile.kinds import NEEDS_NO_RESPONSE, Disposition, Severity
from calls.casefile.models import Case, Event
from calls.quality import course
from calls.quality.models import CaseReview, Mark

GRAVE = (Severity.P0, Severity.P1)
SLIGHT = (Severity.P3, Severity.P4)
NOT_NEEDED = (*NEEDS_NO_RESPONSE, Disposition.RESOLVED_BY_ADVICE, Disposition.NOTHING_FOUND)
NEEDED = (Disposition.TAKEN_TO_HOSPITAL, Disposition.DECEASED)
# As milestones of a case are; a body is canonical JSON, so a value stands in it in one way only.
RECOGNISED = Q(kind=course.FOUND) | Q(kind=course.ASSIGNED, body__contains='"severity":"P0"')
INSTRUCTED = Q(kind=course.READ, body__contains='"result":"done"')


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProtocolFigures:
    """One protocol's cases; medians in seconds from answering, None where nothing was measured.

    `over` and `under` count what reviewers found, `likely_over` and `likely_under` what the
    disposition of cases not reviewed suggests.
    """

    protocol: str
    cases: int
    severities: tuple[int, ...]
    reviewed: int
    over: int
    under: int
    likely_over: int
    likely_under: int
    missed: int
    recognition: float | None
    first_instruction: float | None


class _Since(Protocol):
    """A case, and when its clock began."""

    id: UUID
    complaint_protocol: str
    since: datetime


@dataclasses.dataclass(slots=True)
class _Sum:
    severities: list[int]
    cases: int = 0
    reviewed: int = 0
    over: int = 0
    under: int = 0
    likely_over: int = 0
    likely_under: int = 0
    missed: int = 0


def of(*, since: datetime, until: datetime) -> list[ProtocolFigures]:
    """Count the cases closed in a time, those that joined another left out; by protocol.

    The protocol "" stands for cases that were never classified.
    """
    rows = (
        Case.objects.filter(closed_at__gte=since, closed_at__lt=until)
        .exclude(disposition=Disposition.JOINED)
        .only("id", "complaint_protocol", "severity", "disposition", "opened_at")
    )
    cases = list(rows.annotate(since=Coalesce(Min("calls__answered_at"), "opened_at")))
    reviews = {each.case_id: each for each in CaseReview.objects.filter(case__in=rows)}
    sums: dict[str, _Sum] = defaultdict(lambda: _Sum([0] * len(Severity)))
    for case in cases:
        _count(sums[case.complaint_protocol], case, reviews.get(case.id))
    recognised = _waits(cases, RECOGNISED)
    instructed = _waits(cases, INSTRUCTED)
    return [
        ProtocolFigures(
            protocol=protocol,
            cases=told.cases,
            severities=tuple(told.severities),
            reviewed=told.reviewed,
            over=told.over,
            under=told.under,
            likely_over=told.likely_over,
            likely_under=told.likely_under,
            missed=told.missed,
            recognition=_median(recognised[protocol]),
            first_instruction=_median(instructed[protocol]),
        )
        for protocol, told in sorted(sums.items(), key=lambda each: (-each[1].cases, each[0]))
    ]


def _count(told: _Sum, case: Case, review: CaseReview | None) -> None:
    told.cases += 1
    judged = Severity(case.effective_severity)
    told.severities[list(Severity).index(judged)] += 1
    if review is not None:
        told.reviewed += 1
        told.over += judged.value < review.outcome
        told.under += judged.value > review.outcome
        told.missed += Mark.MISSED in review.marks.values()
    else:
        told.likely_over += judged in GRAVE and case.disposition in NOT_NEEDED
        told.likely_under += judged in SLIGHT and case.disposition in NEEDED


def _waits(cases: Iterable[_Since], first: Q) -> dict[str, list[float]]:
    """Return by protocol how long after its answering each case had its first such line."""
    held = {case.id: case for case in cases}
    moments = (
        Event.objects.filter(first, stream_id__in=list(held))
        .order_by()
        .values_list("stream_id")
        .annotate(first=Min("at"))
    )
    found: dict[str, list[float]] = defaultdict(list)
    for case_id, moment in moments:
        case = held[case_id]
        found[case.complaint_protocol].append((moment - case.since).total_seconds())
    return found


def _median(values: list[float]) -> float | None:
    return statistics.median(values) if values else None
