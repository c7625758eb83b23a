"""Who is on a call, and who holds an open case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from calls.casefile.models import Call, Case


def on_call(user_ids: Collection[UUID]) -> set[UUID]:
    """Name those of them who answered a call that has not ended.

    A gateway may never say that it ended: then it has with its case.
    """
    calls = Call.objects.filter(
        Q(case__isnull=True) | Q(case__closed_at__isnull=True),
        answered_by_id__in=user_ids,
        ended_at__isnull=True,
    )
    return _ids(calls.values_list("answered_by_id", flat=True))


def on_duty(user_ids: Collection[UUID]) -> set[UUID]:
    """Name those of them who are on a call or hold an open case."""
    held = Case.objects.filter(holder_id__in=user_ids, closed_at__isnull=True)
    return _ids(held.values_list("holder_id", flat=True)) | on_call(user_ids)


def _ids(found: Iterable[UUID | None]) -> set[UUID]:
    return {identifier for identifier in found if identifier is not None}
