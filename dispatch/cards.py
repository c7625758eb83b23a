"""The units as the board of their centre shows them: nothing of whoever they help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from calls.casefile.events import stamp
from calls.casefile.registry import Change, at_one_moment
from calls.live import topics
from dispatch import queries
from dispatch.models import Unit


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
