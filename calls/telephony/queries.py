"""What is known of a number from before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from calls.casefile.models import Call, Case

DAY = timedelta(hours=24)
QUARTER = timedelta(days=90)


def earlier_calls(number: str, *, before: datetime) -> dict[str, Any]:
    """Count what a number did before: calls in 24 h and 90 days, and how the last one ended."""
    if not number:
        return {}
    rows = Call.objects.filter(
        number=number, received_at__lt=before, received_at__gte=before - QUARTER
    ).order_by("-received_at")
    moments = list(rows.values_list("received_at", "case__disposition", "case__stage")[:200])
    if not moments:
        return {}
    _when, disposition, stage = moments[0]
    return {
        "earlier_24h": sum(moment >= before - DAY for moment, _d, _s in moments),
        "earlier_90d": len(moments),
        "last_outcome": disposition or stage or "abandoned",
    }


def cases_of_number(number: str, *, but: Case) -> list[Case]:
    """Give the latest cases this number called about, newest first, without one."""
    if not number:
        return []
    rows = Case.objects.filter(calls__number=number).exclude(id=but.id).distinct()
    return list(rows.order_by("-opened_at")[:5])
