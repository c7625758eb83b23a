"""What the directory answers: names as they are typed, what is where, who answers there."""

import math
import operator
from typing import TypedDict

from django.db.models import Q, QuerySet

from calls.directory import folding, search
from calls.directory import outline as outlines
from calls.directory.models import COUNTRY, Jurisdiction, Level, Municipality, OperationsCentre

# How far from land a point may be and still take the nearest municipality, in degrees.
OFFSHORE = 0.25
_WIDTHS = {Level.MUNICIPALITY: 0, Level.PROVINCE: 1, Level.CCAA: 2, Level.COUNTRY: 3}


class FoundMunicipality(TypedDict):
    """A municipality that a name leads to; the point is the place's where a place matched."""

    ine: str
    name: str
    province: str
    lat: float | None
    lon: float | None
    matched: str


class FoundPlace(TypedDict):
    """A populated place that a name leads to; `ine` is empty outside every municipality."""

    id: int
    name: str
    ine: str
    municipality: str
    province: str
    lat: float
    lon: float
    matched: str


def municipalities(prefix: str, limit: int = 8) -> list[FoundMunicipality]:
    """Return the municipalities that a typed beginning may mean, likeliest first.

    Their own names and those of the places in them count, from any word on, whatever the
    accents and capitals. First the exact names, official before others; then official
    beginnings, then others; the more populous first.
    """
    return [
        {
            "ine": ine,
            "name": name,
            "province": province,
            "lat": latitude,
            "lon": longitude,
            "matched": matched,
        }
        for ine, name, province, latitude, longitude, matched in search.municipalities(
            prefix, limit=limit
        )
    ]


def places(prefix: str, limit: int = 8) -> list[FoundPlace]:
    """Return the populated places that a typed beginning may mean, likeliest first."""
    return [
        {
            "id": number,
            "name": name,
            "ine": ine,
            "municipality": municipality,
            "province": province,
            "lat": latitude,
            "lon": longitude,
            "matched": matched,
        }
        for number, name, ine, municipality, province, latitude, longitude, matched in (
            search.places(prefix, limit=limit)
        )
    ]


def municipality_at(latitude: float, longitude: float) -> Municipality | None:
    """Return the municipality a point lies in (WGS 84 degrees), as far as can be told.

    The outlines are good to some 300 m: near a border this is a suggestion, not a jurisdiction.
    Off the coast, and as far beyond the frontier, it is the nearest one within a quarter degree;
    farther away none. Municipalities without an outline are never the answer.
    """
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    point = (longitude, latitude)
    for municipality in _around(latitude, longitude, margin=0.0):
        if outlines.holds(outlines.read(municipality.outline), point):
            return municipality
    near = [
        (outlines.distance(outlines.read(municipality.outline), point), municipality)
        for municipality in _around(latitude, longitude, margin=OFFSHORE)
    ]
    distance, nearest = min(near, key=operator.itemgetter(0), default=(math.inf, None))
    return nearest if distance <= OFFSHORE else None


def centres_for(
    municipality: Municipality | None, agency: str | None = None
) -> list[OperationsCentre]:
    """Return the active centres that answer for a place, the most local first.

    With an agency's code only its centres. Without a place: the centres for the whole country,
    or all of the agency's when one is named, the widest first.
    """
    grounds = Jurisdiction.objects.filter(centre__is_active=True).select_related("centre__agency")
    if agency is not None:
        grounds = grounds.filter(centre__agency=agency)
    if municipality is not None:
        grounds = grounds.filter(_holding(municipality))
    elif agency is None:
        grounds = grounds.filter(level=Level.COUNTRY)
    nearest: dict[OperationsCentre, int] = {}
    for ground in grounds:
        width = _WIDTHS[Level(ground.level)]
        nearest[ground.centre] = min(width, nearest.get(ground.centre, width))
    direction = -1 if municipality is None else 1
    return sorted(
        nearest,
        key=lambda centre: (direction * nearest[centre], folding.fold(centre.name), centre.code),
    )


def _holding(municipality: Municipality) -> Q:
    return (
        Q(level=Level.COUNTRY, code=COUNTRY)
        | Q(level=Level.CCAA, code=municipality.ccaa_code)
        | Q(level=Level.PROVINCE, code=municipality.province_code)
        | Q(level=Level.MUNICIPALITY, code=municipality.ine_code)
    )


def _around(latitude: float, longitude: float, *, margin: float) -> QuerySet[Municipality]:
    return Municipality.objects.filter(
        south__lte=latitude + margin,
        north__gte=latitude - margin,
        west__lte=longitude + margin,
        east__gte=longitude - margin,
    ).order_by("ine_code")
