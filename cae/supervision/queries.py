"""The figures of the wall: counts and times, nobody's data."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Min
from django.utils import timezone

from calls.archive.models import SealedFile
from calls.casefile.events import stamp
from calls.casefile.kinds import CallState, Severity, Stage
from calls.casefile.models import Call, Case, Commitment
from calls.people import spool
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from calls.stages.transfer import commitments as transfer
from calls.stages.transfer.models import Offer, OfferState

ANSWER_TARGET_S = 10
MINUTES = 60
WINDOW = timedelta(minutes=MINUTES)


def figures(now: datetime) -> dict[str, Any]:
    """Give what the wall shows at this moment."""
    waits = _waits(now)
    return {
        "now": stamp(now),
        "waiting": _waiting(),
        "open": _open(),
        "operators": _operators(),
        "transfers": _transfers(),
        "link": _link(),
        "trace": _trace(now),
        "answer": _answer(waits),
        "trend": _trend(now, waits),
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
    waiting = Offer.objects.filter(state=OfferState.OFFERED).aggregate(
        count=Count("id"), oldest=Min("offered_at")
    )
    return {
        "unanswered": waiting["count"],
        "oldest_at": stamp(waiting["oldest"]) if waiting["oldest"] else None,
        "expired": Commitment.objects.filter(
            settled_at__isnull=True, kind=transfer.OTHER_WAY
        ).count(),
    }


def _link() -> dict[str, Any]:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"database_ms": round((time.perf_counter() - begun) * 1000, 1)}


def _trace(now: datetime) -> dict[str, Any]:
    """Say whether reads wait on disk to be written down, and how many came late in the last hour.

    What waits is told of the machine that answers.
    """
    standing = spool.standing()
    late = AccessRecord.objects.filter(late=True, at__gt=now - WINDOW, at__lte=now).count()
    return {
        "alarm": bool(standing.waiting or standing.unreadable),
        "waiting": standing.waiting,
        "oldest_at": standing.oldest_at,
        "unreadable": standing.unreadable or None,
        "late": late or None,
    }


def _waits(now: datetime) -> list[tuple[datetime, float]]:
    """Give when each call of the last hour was answered, and how many seconds it had rung."""
    rows = (
        Call.objects.filter(answered_at__gt=now - WINDOW, answered_at__lte=now)
        .annotate(wait=F("answered_at") - F("announced_at"))
        .values_list("answered_at", "wait")
    )
    return [(at, wait.total_seconds()) for at, wait in rows if at and wait >= timedelta(0)]


def _answer(waits: Sequence[tuple[datetime, float]]) -> dict[str, Any]:
    told: dict[str, Any] = {"target_s": ANSWER_TARGET_S}
    if waits:
        seconds = [wait for _, wait in waits]
        within = sum(wait <= ANSWER_TARGET_S for wait in seconds)
        told |= {
            "p50_s": round(_percentile(seconds, 50), 1),
            "p90_s": round(_percentile(seconds, 90), 1),
            "within_percent": round(100 * within / len(seconds)),
        }
    return told


def _trend(now: datetime, waits: Sequence[tuple[datetime, float]]) -> dict[str, Any]:
    """Give the last hour minute by minute: calls that rang, and how long 9 of 10 then rang."""
    begin = now - WINDOW
    rang = [0] * MINUTES
    announced = Call.objects.filter(announced_at__gt=begin, announced_at__lte=now)
    for at in announced.values_list("announced_at", flat=True):
        rang[_minute(at, begin)] += 1
    waited: list[list[float]] = [[] for _ in range(MINUTES)]
    for at, wait in waits:
        waited[_minute(at, begin)].append(wait)
    return {
        "from": stamp(begin),
        "rang": rang,
        "p90_s": [round(_percentile(each, 90), 1) if each else None for each in waited],
    }


def _minute(at: datetime, begin: datetime) -> int:
    return min(int((at - begin).total_seconds() // 60), MINUTES - 1)


def _percentile(values: Sequence[float], percent: int) -> float:
    """Give the value that so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


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
