"""Which units to send first: free ones of the kinds called for, the nearest before the others."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable

from calls.casefile.models import Case
from dispatch.models import Unit, UnitStatus

EARTH_KM = 6371.0088
Point = tuple[float, float]
"""Latitude and longitude, WGS 84 degrees."""


@dataclasses.dataclass(frozen=True)
class Candidate:
    """A unit and how far it is, in km as the crow flies; None where either place is unknown.

    `called_for` says that the case's plan wants this kind.
    """

    unit: Unit
    distance_km: float | None
    called_for: bool = False


def rank(
    units: Iterable[Unit], *, place: Point | None, kinds: Collection[str] = ()
) -> list[Candidate]:
    """Order units: available before the others, kinds called for first, then the nearest.

    Unknown places come last.
    """
    candidates = [Candidate(unit, _distance(unit, place), unit.kind in kinds) for unit in units]
    return sorted(candidates, key=_order)


def missing(candidates: Iterable[Candidate], kinds: Iterable[str]) -> list[str]:
    """Give the kinds called for of which none of these units is free."""
    free = {each.unit.kind for each in candidates if each.unit.status == UnitStatus.AVAILABLE}
    return [kind for kind in kinds if kind not in free]


def place_of(case: Case) -> Point | None:
    """Give where help must go: the point, or the seat of the municipality, or nothing."""
    if case.latitude is not None and case.longitude is not None:
        return case.latitude, case.longitude
    town = case.municipality
    if town is not None and town.latitude is not None and town.longitude is not None:
        return town.latitude, town.longitude
    return None


def distance_km(one: Point, other: Point) -> float:
    """Give the great-circle distance in km (haversine, mean radius of the earth)."""
    south, north = math.radians(one[0]), math.radians(other[0])
    wide = math.radians(other[1] - one[1])
    half = (
        math.sin((north - south) / 2) ** 2
        + math.cos(south) * math.cos(north) * math.sin(wide / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _distance(unit: Unit, place: Point | None) -> float | None:
    if place is None or unit.latitude is None or unit.longitude is None:
        return None
    return round(distance_km(place, (unit.latitude, unit.longitude)), 1)


def _order(candidate: Candidate) -> tuple[bool, bool, float, str]:
    far = math.inf if candidate.distance_km is None else candidate.distance_km
    is_busy = candidate.unit.status != UnitStatus.AVAILABLE
    return is_busy, not candidate.called_for, far, candidate.unit.callsign
