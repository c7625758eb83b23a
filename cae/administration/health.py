"""How the centre's own machinery stands: figures about processes and stores, nobody's data."""

from __future__ import annotations

import enum
import platform
import shutil
import time
from datetime import datetime, timedelta
from typing import Any, cast

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count, Min

from calls.archive import queries as archive
from calls.archive.access_models import AccessWaiting
from calls.archive.models import SealedFile
from calls.casefile import announce, deployment
from calls.casefile.events import stamp
from calls.casefile.kinds import CallState, Stage
from calls.casefile.models import Call, Case, Commitment
from calls.people import spool
from calls.people.credentials import Attempt, CodePurpose, OneTimeCode
from calls.people.models import Mandate, Seat, ServiceToken
from calls.protocols import queries as protocols
from calls.protocols import reader, services

AUDITOR = "auditor"
SOON = timedelta(days=30)
# A sweeper looks each second; what is this late was not looked at.
SWEPT_WITHIN = timedelta(seconds=10)
# A file follows its closing within a second; a worker that restarts takes some more.
SEALED_WITHIN = timedelta(minutes=2)
SLOW_DATABASE_MS, SLOW_LIVE_MS = 50.0, 50.0
DISK_FREE_PERCENT, DISK_LAST_PERCENT = 20.0, 5.0
CONNECTIONS_PERCENT = 80.0
FAULTS_AT_MOST = 5


class State(enum.StrEnum):
    """How something stands."""

    GOOD = "good"
    WATCH = "watch"
    TROUBLE = "trouble"


WORST = (State.TROUBLE, State.WATCH, State.GOOD)


def figures(*, now: datetime, room: datetime) -> dict[str, Any]:
    """Give every part with its state and figures, and the worst state of all.

    `now` is the world's time; `room` is the room's, by which commitments are due.
    """
    parts = {
        "database": _database(),
        "live": _live(),
        "sweeper": _sweeper(now, room),
        "worker": _worker(now),
        "trace": _trace(now),
        "book": _book(),
        "disk": _disk(),
        "access": _access(now),
        "room": _room(),
        "versions": _versions(),
    }
    states = {part["state"] for part in parts.values()}
    worst = next(state for state in WORST if state in states)
    return {"now": stamp(now), "state": worst, "parts": parts}


def _database() -> dict[str, Any]:
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        took = _ms(begun)
        cursor.execute(
            "SELECT pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
            " current_setting('max_connections')::int"
        )
        size, used, most = cursor.fetchone()
    crowded = 100 * used / most > CONNECTIONS_PERCENT
    return {
        "state": State.WATCH if crowded or took > SLOW_DATABASE_MS else State.GOOD,
        "answers_ms": took,
        "size_bytes": size,
        "connections": used,
        "connections_at_most": most,
    }


def _live() -> dict[str, Any]:
    took = announce.reach()
    if took is None:
        # Boards go on from the database, a second or two later.
        return {"state": State.TROUBLE, "answers_ms": None}
    return {"state": State.WATCH if took > SLOW_LIVE_MS else State.GOOD, "answers_ms": took}


def _sweeper(now: datetime, room: datetime) -> dict[str, Any]:
    due = Commitment.objects.filter(
        settled_at__isnull=True, lapsed_at__isnull=True, due_at__lte=room
    ).aggregate(count=Count("id"), oldest=Min("due_at"))
    unnumbered = AccessWaiting.objects.using(AUDITOR).aggregate(
        count=Count("record_id"), oldest=Min("since")
    )
    behind = max(_age(due["oldest"], room), _age(unnumbered["oldest"], now))
    return {
        "state": State.TROUBLE if behind > SWEPT_WITHIN else State.GOOD,
        "due": due["count"],
        "unnumbered_reads": unnumbered["count"],
        "behind_s": round(behind.total_seconds()),
    }


def _worker(now: datetime) -> dict[str, Any]:
    waiting = archive.count_waiting()
    oldest = (
        Case.objects.filter(id__in=archive.closed_without_file()).aggregate(at=Min("closed_at"))
        if waiting
        else {"at": None}
    )
    last = SealedFile.objects.order_by("-leaf_index").values_list("sealed_at", flat=True).first()
    behind = _age(oldest["at"], now)
    return {
        "state": State.TROUBLE if behind > SEALED_WITHIN else State.GOOD,
        "unsealed": waiting,
        "behind_s": round(behind.total_seconds()),
        "last_sealed_at": stamp(last) if last else None,
    }


def _trace(now: datetime) -> dict[str, Any]:
    """Tell of the machine that answers: each has a disk of its own."""
    standing = spool.standing()
    lost = standing.waiting or standing.unreadable
    return {
        "state": State.TROUBLE if lost else State.GOOD,
        "waiting": standing.waiting,
        "oldest_at": standing.oldest_at,
        "unreadable": standing.unreadable,
    }


def _book() -> dict[str, Any]:
    """Tell of the process that answers: each has its own book in memory, and a release on disk."""
    row = protocols.history().first()
    release = [str(fault) for fault in services.release_faults(row.id if row else None)]
    unreadable = [str(fault) for fault in reader.trouble()]
    return {
        "state": State.TROUBLE if release or unreadable else State.GOOD,
        "digest": row.digest[:12] if row else None,
        "origin": row.origin if row else None,
        "in_force_since": stamp(row.put_at) if row else None,
        "protocols": len(reader.book().protocols),
        "release_refused": release[:FAULTS_AT_MOST],
        "unreadable": unreadable[:FAULTS_AT_MOST],
    }


def _disk() -> dict[str, Any]:
    told = shutil.disk_usage(settings.CAE_VAR if settings.CAE_VAR.exists() else settings.BASE_DIR)
    percent = round(100 * told.free / told.total, 1)
    state = State.GOOD if percent > DISK_FREE_PERCENT else State.WATCH
    return {
        "state": State.TROUBLE if percent <= DISK_LAST_PERCENT else state,
        "free_bytes": told.free,
        "free_percent": percent,
    }


def _access(now: datetime) -> dict[str, Any]:
    ending = {
        "tokens_ending": ServiceToken.objects.filter(
            revoked_at__isnull=True, expires_at__gt=now, expires_at__lte=now + SOON
        ),
        "mandates_ending": Mandate.objects.filter(expires_at__gt=now, expires_at__lte=now + SOON),
        "locked": Attempt.objects.filter(locked_until__gt=now).exclude(account=""),
        "sessions": Seat.objects.all(),
        "invitations": OneTimeCode.objects.filter(
            purpose=CodePurpose.INVITATION, used_at__isnull=True, expires_at__gt=now
        ),
    }
    counts = {name: rows.count() for name, rows in ending.items()}
    watched = counts["tokens_ending"] or counts["mandates_ending"]
    return {"state": State.WATCH if watched else State.GOOD, **counts}


def _room() -> dict[str, Any]:
    late = Commitment.objects.filter(settled_at__isnull=True, lapsed_at__isnull=False).count()
    return {
        "state": State.GOOD,
        "ringing": Call.objects.filter(state=CallState.RINGING).count(),
        "open": Case.objects.exclude(stage=Stage.CLOSED).count(),
        "late": late,
    }


def _versions() -> dict[str, Any]:
    return {
        "state": State.GOOD,
        "exercise": deployment.is_exercise(),
        "django": django.get_version(),
        "python": platform.python_version(),
        "postgresql": str(cast("Any", connection).pg_version // 10_000),
    }


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, timedelta(0)) if since else timedelta(0)


def _ms(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
