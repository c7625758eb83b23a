"""The units as the board of their centre shows them: nothing of whoever they help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from calls.casefile.events import stamp
from calls.casefile.registry import Change, at_one_moment
from calls.live import topics
from dispatch import queries
from dispatch.models import Assignment, Unit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class UnitCards:
    """Every unit, on the board of its own centre."""

    kind = "unit"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of every unit."""
        return Unit.objects.values_list("id", "version")

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the cards of these units."""
        cases = queries.cases_of(ids)
        for unit in Unit.objects.filter(id__in=ids):
            topic = topics.of_centre(unit.centre_id)
            yield Change("unit", unit.id, unit.version, (topic,), _card(unit, cases.get(unit.id)))


class PositionCards:
    """Where every unit is, for its own centre and for the room.

    The way of a unit on a covert case would tell the place: it is for its centre alone. So the
    version tells when the unit moved or changed, and whether it is under cover.
    """

    kind = "position"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of every unit that was ever heard of."""
        rows = _located().values_list("id", "position_at", "version", "under_cover", named=True)
        return [(row.id, _version(row)) for row in rows]

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give where these units are."""
        for unit in _located().filter(id__in=ids):
            centre = topics.of_centre(unit.centre_id)
            seen_by = (centre,) if unit.under_cover else (centre, topics.BOARD)
            yield Change("position", unit.id, _version(unit), seen_by, _whereabouts(unit))


def _located() -> QuerySet[Any]:
    covert = Assignment.objects.filter(
        unit=OuterRef("id"), released_at__isnull=True, case__covert=True
    )
    return Unit.objects.filter(position_at__isnull=False).annotate(under_cover=Exists(covert))


def _version(unit: Any) -> int:
    """Give a number that no two states of a unit share: both times grow, the last bit is cover."""
    moments = (unit.position_at - EPOCH) // MILLISECOND
    return int(2 * (moments + unit.version) + unit.under_cover)


def _whereabouts(unit: Any) -> dict[str, Any]:
    return {
        "id": str(unit.id),
        "callsign": unit.callsign,
        "kind": unit.kind,
        "status": unit.status,
        "centre": str(unit.centre_id),
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "at": stamp(unit.position_at),
    }


def _card(unit: Unit, case_id: UUID | None) -> dict[str, Any]:
    return {
        "id": str(unit.id),
        "version": unit.version,
        "callsign": unit.callsign,
        "kind": unit.kind,
        "status": unit.status,
        "since": stamp(unit.status_at),
        "centre": str(unit.centre_id),
        "case": str(case_id) if case_id else None,
    }
