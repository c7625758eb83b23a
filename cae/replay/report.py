"""What a replay came to, counted from the database and the file, not from what was intended."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from cae.replay import agreement, blemishes, deeds, expected
from cae.replay import plan as plans
from cae.replay.models import ReplayRun
from calls.archive import verification
from calls.archive.models import SealedFile
from calls.casefile.kinds import CallState, Stage
from calls.casefile.models import Call, Case, Commitment, Event
from dispatch.models import Assignment

_ORPHANS = """
    SELECT count(*) FROM casefile_case AS held
    WHERE held.stage <> 'closed' AND held.holder_id IS NULL AND held.joined_to_id IS NULL
        AND NOT EXISTS (SELECT FROM casefile_commitment AS owed WHERE owed.case_id = held.id
            AND owed.settled_at IS NULL AND owed.due_at IS NOT NULL)
"""


@dataclasses.dataclass(frozen=True)
class Report:
    """The figures by name, and what was odd with how often and why."""

    file: str
    source: str
    figures: Mapping[str, Any]
    agreement: agreement.Agreement
    blemishes: Mapping[str, Mapping[str, Any]]
    refused: Mapping[str, int]
    late: Mapping[str, Mapping[str, int]]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether every call is accounted for, sealed once and verified."""
        told = self.figures
        return (
            not self.faults
            and not told["orphans"]
            and told["calls"] == told["calls_in_file"]
            and told["closed"] == told["sealed"] == told["cases"]
        )

    def as_json(self) -> dict[str, Any]:
        """Give the report as a file keeps it."""
        return dataclasses.asdict(self) | {"holds": self.holds}


def make(record: ReplayRun, plan: plans.Plan) -> Report:
    """Count what a run left, and verify every chain and file of the database."""
    calls = Call.objects.filter(gateway_call_id__startswith=deeds.prefix(record.id))
    cases = Case.objects.filter(id__in=calls.values("case_id"))
    ids = list(cases.values_list("id", flat=True))
    verified = verification.verify()
    owed = Commitment.objects.filter(case__in=ids)
    sent = Assignment.objects.filter(case__in=ids)
    units = set(sent.values_list("unit", flat=True))
    streams = [*ids, *calls.values_list("id", flat=True), *units]
    events = Event.objects.filter(stream_id__in=streams).count()
    figures: dict[str, Any] = {
        "rows": plan.file.rows,
        "calls_in_file": len(plan.file.calls),
        "calls": calls.count(),
        "cases": len(ids),
        "joined": cases.filter(joined_to__isnull=False).count(),
        "continued": cases.filter(origin__isnull=False).count(),
        "abandoned": calls.filter(state=CallState.ABANDONED).count(),
        "unclassified": cases.filter(complaint_protocol="").count(),
        "events": events,
        "units": len(units),
        "units_moved": sent.count(),
        "commitments": owed.count(),
        "met": owed.filter(lapses=0, settled_at__isnull=False).count(),
        "late": owed.filter(lapses__gt=0).count(),
        "late_in_source": sum(expected.late(plan).values()),
        "closed": cases.filter(stage=Stage.CLOSED).count(),
        "sealed": SealedFile.objects.filter(case_id__in=ids).count(),
        "orphans": _orphans(),
        "chains_verified": verified.streams,
        "faults": verified.fault_count,
        "seconds": round(record.seconds, 1),
        "events_per_second": round(events / max(record.seconds, 0.001)),
        "finished": record.finished_at is not None,
    }
    return Report(
        file=record.file,
        source=record.source,
        figures=figures,
        agreement=agreement.of(plan, _severities(record, plan)),
        blemishes=odd(plan),
        refused=record.tallies.get("refused", {}),
        late=_late(plan, ids),
        faults=tuple(f"{fault.where}: {fault.what}" for fault in verified.faults),
    )


def _severities(record: ReplayRun, plan: plans.Plan) -> list[str]:
    """Give what each call's case came to: joined, or "" where not judged or not there."""
    prefix = deeds.prefix(record.id)
    rows = Call.objects.filter(gateway_call_id__startswith=prefix)
    found = {
        name: agreement.JOINED if joined else severity
        for name, severity, joined in rows.values_list(
            "gateway_call_id", "case__severity", "case__joined_to"
        )
    }
    return [found.get(f"{prefix}{call.key}") or "" for call in plan.file.calls]


def odd(plan: plans.Plan) -> dict[str, dict[str, Any]]:
    """Count the blemishes of a file, each with its explanation; unknown types are one."""
    found = Counter(
        blemish.code.value
        for blemishes_ in (plan.file.blemishes, *(call.blemishes for call in plan.file.calls))
        for blemish in blemishes_
    )
    told = {
        code: {"count": count, "why": str(blemishes.EXPLANATIONS[code])}
        for code, count in sorted(found.items())
    }
    unknown = Counter(
        call.type
        for call, mapped in zip(plan.file.calls, plan.mapped, strict=True)
        if not mapped.known
    )
    if unknown:
        told["type_unknown"] = {
            "count": sum(unknown.values()),
            "why": str(_("A type the map does not have: unclassified.")),
            "types": dict(unknown.most_common(20)),
        }
    return told


def _late(plan: plans.Plan, ids: list[UUID]) -> dict[str, dict[str, int]]:
    """Count by kind what was late in the room, and what had to be by the source's own times."""
    counted = Counter(
        Commitment.objects.filter(case__in=ids, lapses__gt=0).values_list("kind", flat=True)
    )
    awaited = expected.late(plan)
    return {
        kind: {"here": counted[kind], "in_source": awaited[kind]}
        for kind in sorted({*counted, *awaited})
        if counted[kind] or awaited[kind]
    }


def _orphans() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS)
        (count,) = cursor.fetchone()
    return int(count)
