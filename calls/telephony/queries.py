"""What is known of a number from before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from calls.casefile.models import Case, Leg

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)
QUARTER = timedelta(days=90)

# Of each ring what its number did before it; one pass over the number's own calls.
_EARLIER = """
SELECT ring.id, before.day, before.quarter, before.helps, before.outcome
FROM unnest(%(ids)s::uuid[], %(numbers)s::text[], %(moments)s::timestamptz[])
    AS ring (id, number, moment)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE call.received_at >= ring.moment - %(day)s::interval) AS day,
        count(*) AS quarter,
        count(DISTINCT told.id) FILTER (WHERE helped.case_id IS NOT NULL) AS helps,
        (array_agg(coalesce(nullif(own.disposition, ''), own.stage, 'abandoned')
            ORDER BY call.received_at DESC, call.id DESC))[1] AS outcome
    FROM casefile_call call
    LEFT JOIN casefile_case own ON own.id = call.case_id
    LEFT JOIN casefile_case told ON told.id = coalesce(own.joined_to_id, own.id)
    LEFT JOIN LATERAL (
        SELECT leg.case_id FROM casefile_leg leg
        WHERE leg.case_id = told.id AND leg.accepted_at IS NOT NULL LIMIT 1
    ) helped ON true
    WHERE call.number = ring.number
        AND call.received_at < ring.moment
        AND call.received_at >= ring.moment - %(quarter)s::interval
) before
WHERE before.quarter > 0
"""

# The versions of everything those cards tell of: earlier calls, their cases, cautions.
_PAST = """
SELECT ring.id, (
    SELECT coalesce(sum(call.version + coalesce(own.version, 0) + coalesce(told.version, 0)), 0)
    FROM casefile_call call
    LEFT JOIN casefile_case own ON own.id = call.case_id
    LEFT JOIN casefile_case told ON told.id = own.joined_to_id
    WHERE call.number = ring.number
        AND call.received_at < ring.moment
        AND call.received_at >= ring.moment - %(quarter)s::interval
) + (
    SELECT coalesce(sum(caution.version), 0)
    FROM telephony_caution caution WHERE caution.number = ring.number
)
FROM unnest(%(ids)s::uuid[], %(numbers)s::text[], %(moments)s::timestamptz[])
    AS ring (id, number, moment)
"""
Ring = tuple[UUID, str, datetime]
"""A call, its number and when it came."""


def earlier_calls(number: str, *, before: datetime) -> dict[str, Any]:
    """Count what a number did before: calls in 24 h and 90 days, and how the last one ended.

    `helps_90d` counts the incidents it told of to which a centre sent help.
    """
    asker = UUID(int=0)
    return earlier_of([(asker, number, before)]).get(asker, {})


def earlier_of(rings: Iterable[Ring]) -> dict[UUID, dict[str, Any]]:
    """Give the same for many calls at once; who has no past is left out."""
    return {
        call_id: {
            "earlier_24h": day,
            "earlier_90d": quarter,
            "helps_90d": helps,
            "last_outcome": outcome,
        }
        for call_id, day, quarter, helps, outcome in _asked(_EARLIER, rings)
    }


def past_of(rings: Iterable[Ring]) -> dict[UUID, int]:
    """Give a sum for each call that changes when its number's past does: a part of its version."""
    return {call_id: int(versions) for call_id, versions in _asked(_PAST, rings)}


def _asked(query: str, rings: Iterable[Ring]) -> Sequence[tuple[Any, ...]]:
    known = [ring for ring in rings if ring[1]]
    if not known:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "ids": [ring[0] for ring in known],
                "numbers": [ring[1] for ring in known],
                "moments": [ring[2] for ring in known],
                "day": f"{DAY // HOUR} hours",
                "quarter": f"{QUARTER // HOUR} hours",
            },
        )
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return rows


def cases_of_number(number: str, *, but: Case) -> list[Case]:
    """Give the latest cases this number called about, newest first, without one."""
    if not number:
        return []
    rows = Case.objects.filter(calls__number=number).exclude(id=but.id).distinct()
    return list(rows.order_by("-opened_at")[:5])


def helped(cases: Iterable[Case]) -> set[UUID]:
    """Give the ids of those cases to which, or to whose incident, a centre sent help."""
    sent = Leg.objects.filter(
        Q(case=OuterRef("id")) | Q(case=OuterRef("joined_to")), accepted_at__isnull=False
    )
    rows: QuerySet[Case] = Case.objects.filter(Exists(sent), id__in=[case.id for case in cases])
    return set(rows.values_list("id", flat=True))
