"""Vehicles of a rehearsal: they drive to their case, and parked ones say that they are there."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from dispatch import positions, recommendation
from dispatch.models import Assignment, Unit, UnitStatus
from dispatch.recommendation import Point

KMH = 60.0
PARKED_SAYS_EVERY = timedelta(seconds=30)


def drive(*, now: datetime) -> int:
    """Let every unit that was heard of once say where it is by now; give how many moved or said so.

    One on its way to a case comes nearer as the crow flies, and never goes past it.
    """
    goals = _goals()
    told: dict[UUID, list[positions.Position]] = defaultdict(list)
    for unit in Unit.objects.order_by("id"):
        if unit.latitude is None or unit.longitude is None or unit.position_at is None:
            continue
        place, since = (unit.latitude, unit.longitude), now - unit.position_at
        goal = goals.get(unit.id)
        if goal is not None:
            place = onward(place, goal, km=KMH * since / timedelta(hours=1))
        elif since < PARKED_SAYS_EVERY:
            continue
        told[unit.centre_id].append(
            positions.Position(
                number=len(told[unit.centre_id]),
                callsign=unit.callsign,
                latitude=place[0],
                longitude=place[1],
                at=now,
            )
        )
    return sum(positions.report(centre_id, some, ()).moved for centre_id, some in told.items())


def onward(here: Point, goal: Point, *, km: float) -> Point:
    """Give the place so many km nearer to the goal, or the goal; fine for a few hundred km."""
    left = recommendation.distance_km(here, goal)
    share = 1.0 if left <= km else km / left
    return (
        round(here[0] + (goal[0] - here[0]) * share, 6),
        round(here[1] + (goal[1] - here[1]) * share, 6),
    )


def _goals() -> dict[UUID, Point]:
    under_way = Assignment.objects.filter(
        released_at__isnull=True, status=UnitStatus.EN_ROUTE
    ).select_related("case__municipality")
    places = {sent.unit_id: recommendation.place_of(sent.case) for sent in under_way}
    return {unit_id: place for unit_id, place in places.items() if place is not None}
