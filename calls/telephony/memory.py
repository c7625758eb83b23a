"""What is remembered of a number and of a place: cautions in force, and what happened there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet, Value

from calls.casefile import place_text
from calls.casefile.models import Call, Case
from calls.telephony.models import Caution, CautionKind

M = TypeVar("M", Case, Caution)
EARTH_M = 6_371_008.8
SAME_PLACE_M = 50
WIDEST_M = 1_000
REMEMBERED = timedelta(days=90)
HISTORY_AT_MOST = 5
LOOKED_THROUGH = 100


def metres(one: Case, other: Case | Caution) -> float:
    """Give how far two near points are from each other; infinite where one is not known."""
    if one.latitude is None or one.longitude is None:
        return math.inf
    if other.latitude is None or other.longitude is None:
        return math.inf
    north = math.radians(other.latitude - one.latitude)
    east = math.radians(other.longitude - one.longitude) * math.cos(math.radians(one.latitude))
    return EARTH_M * math.hypot(north, east)


def in_force(at: datetime) -> QuerySet[Caution]:
    """Give the cautions that hold at a moment."""
    return Caution.objects.filter(ended_at__isnull=True, expires_at__gt=at)


def cautioned(numbers: Iterable[str], *, at: datetime) -> set[str]:
    """Give those of these numbers that a caution in force is about."""
    rows = in_force(at).filter(number__in={number for number in numbers if number})
    return set(rows.values_list("number", flat=True))


def of_case(case: Case, *, at: datetime) -> list[Caution]:
    """Give what holds for a case's numbers and its place, handling notes first, then the newest.

    A place is meant by its words in its municipality, or by a point within the caution's radius.
    """
    called = Call.objects.filter(case=case).values_list("number", flat=True)
    known = {number for number in {case.callback_number, *called} if number}
    rows = in_force(at).select_related("author")
    told = [*rows.filter(number__in=known), *_in_words(rows, "place", case)]
    near = [
        caution
        for caution in _in_a_box(rows, case, WIDEST_M)
        if metres(case, caution) <= caution.radius_m
    ]
    found = {caution.id: caution for caution in [*told, *near]}.values()
    return sorted(
        sorted(found, key=_written_at, reverse=True),
        key=lambda caution: caution.kind != CautionKind.HANDLING,
    )


def history(case: Case, *, at: datetime) -> list[Case]:
    """Give the latest other cases at a case's place in ninety days, newest first.

    The same place is within fifty metres, or the same words in the same municipality. Covert
    cases, and those that tell of the same incident, are none of them.
    """
    rows = (
        Case.objects.filter(opened_at__gte=at - REMEMBERED, covert=False, joined_to__isnull=True)
        .exclude(id__in=[case.id, case.joined_to_id or case.id])
        .order_by("-opened_at", "-id")
    )
    near = (
        other
        for other in _in_a_box(rows, case, SAME_PLACE_M)[:LOOKED_THROUGH]
        if metres(case, other) <= SAME_PLACE_M
    )
    told = _in_words(rows, "location_text", case)[:HISTORY_AT_MOST]
    found = {other.id: other for other in [*told, *near]}.values()
    return sorted(found, key=_opened_at, reverse=True)[:HISTORY_AT_MOST]


def _in_words(rows: QuerySet[M], field: str, case: Case) -> QuerySet[M]:
    """Keep what tells of a case's place in the same words, in its municipality."""
    if not case.location_text or case.municipality_id is None:
        return rows.none()
    return (
        rows.alias(words=place_text.folded(field))
        .filter(municipality=case.municipality_id, words__gt="")
        .filter(words=place_text.folded(Value(case.location_text)))
        .exclude(**{field: ""})
    )


def _in_a_box(rows: QuerySet[M], case: Case, within_m: float) -> QuerySet[M]:
    """Keep what lies so near a case's point, north and south, east and west."""
    if case.latitude is None or case.longitude is None:
        return rows.none()
    north = math.degrees(within_m / EARTH_M)
    east = min(180.0, north / max(math.cos(math.radians(case.latitude)), 1e-6))
    return rows.filter(
        latitude__range=(case.latitude - north, case.latitude + north),
        longitude__range=(case.longitude - east, case.longitude + east),
    )


def _written_at(caution: Caution) -> datetime:
    return caution.written_at


def _opened_at(case: Case) -> tuple[datetime, UUID]:
    return case.opened_at, case.id
