"""Coordinates as the sources write them, and how far apart two points are."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable

Point = tuple[float, float]

EARTH_METRES = 6_371_008.8
ODD_METRES = 100_000.0
_NUMBER = r"[+-]?\d{1,9}(?:\.\d*)?(?:[eE][+-]?\d{1,2})?"
_PLAIN = re.compile(_NUMBER, re.ASCII)
_PAIR = re.compile(rf"\(\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\)", re.ASCII)
_WELL_KNOWN = re.compile(rf"POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.ASCII | re.IGNORECASE)
_FARTHEST_NORTH = 90.0
_FARTHEST_EAST = 180.0


def read(latitude: str, longitude: str) -> Point | None:
    """Read two numbers; None where they are no point on Earth, or exactly 0, 0."""
    if not _PLAIN.fullmatch(latitude) or not _PLAIN.fullmatch(longitude):
        return None
    north, east = float(latitude), float(longitude)
    if abs(north) > _FARTHEST_NORTH or abs(east) > _FARTHEST_EAST:
        return None
    return None if (north, east) == (0.0, 0.0) else (north, east)


def read_pair(text: str) -> Point | None:
    """Read "(latitude, longitude)", also after an address, or "POINT (longitude latitude)"."""
    if pairs := _PAIR.findall(text):
        return read(*pairs[-1])
    if found := _WELL_KNOWN.search(text):
        return read(found[2], found[1])
    return None


def metres(one: Point, other: Point) -> float:
    """Return the distance over the ground, on a sphere."""
    north_1, north_2 = math.radians(one[0]), math.radians(other[0])
    rise = math.sin((north_2 - north_1) / 2) ** 2
    east = math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    share = rise + math.cos(north_1) * math.cos(north_2) * east
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, share)))


def middle(points: Iterable[Point]) -> Point | None:
    """Give the median latitude and longitude; None of no points."""
    held = list(points)
    if not held:
        return None
    return statistics.median(p[0] for p in held), statistics.median(p[1] for p in held)
