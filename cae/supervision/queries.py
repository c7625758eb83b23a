"""The figures of the wall: counts and times, nobody's data."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Min
from django.utils import timezone

from calls.archive.models import SealedFile
from calls.casefile.events import stamp
from calls.casefile.kinds import CallState, Severity, Stage
from calls.casefile.models import Call, Case, Commitment
from calls.people.models import User
from calls.stages.transfer import commitments as transfer

ANSWER_TARGET_S = 10
WINDOW = timedelta(minutes=60)


def figures(now: datetime) -> dict[str, Any]:
    """Give what the wall shows at this moment."""
    return {
        "now": stamp(now),
        "waiting": _waiting(),
        "open": _open(),
        "operators": _operators(),
        "transfers": _transfers(),
        "link": _link(),
        "answer": _answer(now),
        **_ended(now),
    }


def _waiting() -> dict[str, Any]:
    told = Call.objects.filter(state=CallState.RINGING).aggregate(
        count=Count("id"), oldest=Min("received_at")
    )
    return {"count": told["count"], "oldest_at": stamp(told["oldest"]) if told["oldest"] else None}


def _open() -> dict[str, int]:
    rows = (
        Case.objects.exclude(stage=Stage.CLOSED).values_list("severity").annotate(count=Count("id"))
    )
    counts = dict.fromkeys(Severity.values, 0) | {"unjudged": 0}
    for severity, count in rows:
        counts[severity or "unjudged"] += count
    return counts | {"total": sum(counts.values())}


def _operators() -> dict[str, int]:
    working = (
        Case.objects.exclude(stage__in=[Stage.CLOSED, Stage.FOLLOWUP])
        .filter(holder__isnull=False)
        .values("holder")
        .distinct()
        .count()
    )
    everyone = User.objects.filter(role="operator", is_active=True).count()
    return {"busy": working, "free": max(everyone - working, 0)}


def _transfers() -> dict[str, Any]:
    owed = Commitment.objects.filter(settled_at__isnull=True)
    waiting = owed.filter(kind=transfer.ANSWER).aggregate(
        count=Count("id"), oldest=Min("case__opened_at")
    )
    return {
        "unanswered": waiting["count"],
        "oldest_at": stamp(waiting["oldest"]) if waiting["oldest"] else None,
        "expired": owed.filter(kind=transfer.OTHER_WAY).count(),
    }


def _link() -> dict[str, Any]:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"database_ms": round((time.perf_counter() - begun) * 1000, 1)}


def _answer(now: datetime) -> dict[str, Any]:
    waits = sorted(
        wait.total_seconds()
        for wait in Call.objects.filter(answered_at__gte=now - WINDOW)
        .annotate(wait=F("answered_at") - F("announced_at"))
        .values_list("wait", flat=True)
        if wait >= timedelta(0)
    )
    if not waits:
        return {"target_s": ANSWER_TARGET_S}
    return {
        "p50_s": round(waits[len(waits) // 2], 1),
        "p90_s": round(waits[min(len(waits) - 1, len(waits) * 9 // 10)], 1),
        "target_s": ANSWER_TARGET_S,
    }


def _ended(now: datetime) -> dict[str, Any]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    closed = Case.objects.filter(closed_at__gte=midnight).count()
    unsealed = (
        Case.objects.filter(stage=Stage.CLOSED)
        .exclude(id__in=SealedFile.objects.values("case_id"))
        .count()
    )
    sealed = SealedFile.objects.filter(sealed_at__gte=midnight).count()
    return {"closed_today": closed, "sealed": {"sealed_today": sealed, "waiting": unsealed}}
