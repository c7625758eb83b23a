"""The outline of a municipality: what lies inside, how far the edge is.

Points are (longitude, latitude) in WGS 84 degrees. An outline is a list of closed rings, holes
among them: inside is what an odd number of rings surround. Written, it is whole thousandths of a
degree: rings parted by ";", the first point of a ring in full, each next one as a step.
"""

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]
Outline: TypeAlias = list[Ring]

GRID = 1000
_TRIANGLE = 4  # points of the smallest closed ring


class Box(NamedTuple):
    """The least box around an outline, in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    def holds(self, point: Point) -> bool:
        """Tell whether a point is inside or on the edge."""
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


def write(outline: Outline) -> str:
    """Write an outline as text; rings that vanish on the grid are left out."""
    return ";".join(text for ring in outline if (text := _write_ring(ring)))


def read(text: str) -> Outline:
    """Read an outline from text; no text is no outline."""
    return [_read_ring(ring) for ring in text.split(";") if ring]


def box(outline: Outline) -> Box:
    """Return the least box around an outline."""
    longitudes, latitudes = zip(*itertools.chain.from_iterable(outline), strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def holds(outline: Outline, point: Point) -> bool:
    """Tell whether a point lies inside an outline."""
    return sum(longitude > point[0] for longitude in crossings(outline, point[1])) % 2 == 1


def crossings(outline: Outline, latitude: float) -> list[float]:
    """Return the longitudes at which a parallel crosses an outline, from west to east."""
    return sorted(
        start[0] + (latitude - start[1]) / (end[1] - start[1]) * (end[0] - start[0])
        for start, end in _edges(outline)
        if (start[1] > latitude) != (end[1] > latitude)
    )


def distance(outline: Outline, point: Point) -> float:
    """Return roughly how far a point is from the edge of an outline, in degrees of latitude."""
    narrowing = math.cos(math.radians(point[1]))
    return min(
        (_to_edge(start, end, point, narrowing) for start, end in _edges(outline)),
        default=math.inf,
    )


def _write_ring(ring: Ring) -> str:
    cells = [(round(longitude * GRID), round(latitude * GRID)) for longitude, latitude in ring]
    cells = [cell for cell, _same in itertools.groupby(cells)]
    if len(cells) < _TRIANGLE:
        return ""
    pairs = itertools.pairwise(cells[:-1])
    steps = [cells[0], *((x - west, y - south) for (west, south), (x, y) in pairs)]
    return " ".join(f"{x},{y}" for x, y in steps)


def _read_ring(text: str) -> Ring:
    x = y = 0
    ring: Ring = []
    for step in text.split():
        east, north = step.split(",")
        x, y = x + int(east), y + int(north)
        ring.append((x / GRID, y / GRID))
    return [*ring, ring[0]]


def _edges(outline: Outline) -> Iterator[tuple[Point, Point]]:
    for ring in outline:
        yield from itertools.pairwise(ring)


def _to_edge(start: Point, end: Point, point: Point, narrowing: float) -> float:
    x, y = (point[0] - start[0]) * narrowing, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * narrowing, end[1] - start[1]
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x - share * dx, y - share * dy)
