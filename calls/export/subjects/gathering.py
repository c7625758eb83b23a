"""Find the cases that a person called about; others' and covert ones are not there at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from calls.casefile.models import Call, Case
from calls.directory import folding

FOUND_AT_MOST = 500


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """A case, and by what it was found."""

    case_id: UUID
    by_number: bool
    by_name: bool


def find(*, name: str, numbers: Sequence[str]) -> list[Found]:
    """Give the cases whose caller has one of these numbers or this name, the newest first.

    A name stands for a caller where each of its words is among the caller's.
    """
    rung = Exists(Call.objects.filter(case=OuterRef("id"), number__in=list(numbers)))
    rows = _overt().annotate(rung=rung).order_by("-opened_at", "-id")
    called = rows.filter(Q(rung=True) | Q(callback_number__in=list(numbers)))
    by_number = set(called.values_list("id", flat=True)[:FOUND_AT_MOST]) if numbers else set()
    by_name = set(_named(rows, name))
    wanted = rows.filter(id__in=by_number | by_name).values_list("id", flat=True)
    return [
        Found(case_id=case_id, by_number=case_id in by_number, by_name=case_id in by_name)
        for case_id in wanted[:FOUND_AT_MOST]
    ]


def is_overt(case_id: UUID) -> bool:
    """Say whether a case is still one that may be told of."""
    return _overt().filter(id=case_id).exists()


def _overt() -> QuerySet[Case]:
    return Case.objects.exclude(covert=True).exclude(joined_to__covert=True)


def _named(rows: QuerySet[Case], name: str) -> Iterable[UUID]:
    words = folding.fold(name).split()
    longest = max(words, key=len, default="")
    if not longest:
        return []
    named = rows.exclude(caller_name="").values_list("id", "caller_name")
    return [
        case_id
        for case_id, caller in named.iterator(chunk_size=2_000)
        if set(words) <= set(folding.fold(caller).split())
    ][:FOUND_AT_MOST]
