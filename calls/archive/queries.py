"""What the archive holds, and what it still lacks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections

from calls.archive.models import SealedFile
from calls.casefile import events
from calls.casefile.models import Case
from calls.people.actor import Actor
from calls.stages.closure.events import CaseClosed

NEWEST = 500
OLDEST = 1_000

# Both walk the index of closings; the first is bounded, so that it can be asked each second.
_AMONG_NEWEST = """
    SELECT closing.stream_id
    FROM (SELECT id, stream_id FROM casefile_event WHERE kind = %s ORDER BY id DESC LIMIT %s)
        AS closing
    WHERE NOT EXISTS (
        SELECT FROM archive_sealed_file AS file WHERE file.case_id = closing.stream_id)
    ORDER BY closing.id
"""
_AMONG_ALL = """
    SELECT closing.stream_id
    FROM casefile_event AS closing
    WHERE closing.kind = %s AND NOT EXISTS (
        SELECT FROM archive_sealed_file AS file WHERE file.case_id = closing.stream_id)
    ORDER BY closing.id
    LIMIT %s
"""
_WAITING = """
    SELECT count(*)
    FROM casefile_event AS closing
    WHERE closing.kind = %s AND NOT EXISTS (
        SELECT FROM archive_sealed_file AS file WHERE file.case_id = closing.stream_id)
"""


def closed_without_file(*, using: str = "default", all_ever: bool = False) -> list[UUID]:
    """Give the closed cases that have no file, the oldest first.

    It looks among the newest closings, or, with `all_ever`, among all (which takes longer).
    """
    query, limit = (_AMONG_ALL, OLDEST) if all_ever else (_AMONG_NEWEST, NEWEST)
    with connections[using].cursor() as cursor:
        cursor.execute(query, [CaseClosed.kind, limit])
        return [case_id for (case_id,) in cursor.fetchall()]


def count_waiting(*, using: str = "default") -> int:
    """Count the closed cases that have no file, among all there ever were."""
    with connections[using].cursor() as cursor:
        cursor.execute(_WAITING, [CaseClosed.kind])
        (count,) = cursor.fetchone()
    return int(count)


def case_part(case: Case, actor: Actor) -> dict[str, Any] | None:
    """Give what a case's page shows of its file: nothing until it is sealed."""
    file = (
        SealedFile.objects.filter(case_id=case.id)
        .values("leaf_index", "sealed_at", "sha256", "key_id")
        .first()
    )
    return None if file is None else {**file, "sealed_at": events.stamp(file["sealed_at"])}
