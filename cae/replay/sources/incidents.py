"""Which records tell of one incident, by place, time and type: the truth where no key tells it."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from cae.replay.sources import points, records

Related = Callable[[records.SourceCall, records.SourceCall], bool]
Cell = tuple[int, int, int] | str


def grouping(
    calls: Sequence[records.SourceCall],
    *,
    related: Related,
    metres: float = 200,
    minutes: float = 30,
) -> list[frozenset[str]]:
    """Group calls into incidents; give the keys of each, the earliest incident first.

    Two calls are of one incident when they are at most so far and so long apart and related,
    and so is whoever is of one incident with either. Of two calls without coordinates, the
    same place as written is the same place. A call alone is a group.
    """
    ordered = sorted(calls, key=lambda call: (call.received_at, call.key))
    groups = _Groups(len(ordered))
    window = timedelta(minutes=minutes)
    recent: defaultdict[Cell, deque[int]] = defaultdict(deque)
    for index, call in enumerate(ordered):
        own, around = _cells(call, metres)
        for cell in around:
            if cell not in recent:
                continue
            near = recent[cell]
            while near and call.received_at - ordered[near[0]].received_at > window:
                near.popleft()
            for other in near:
                if (
                    groups.top(index) != groups.top(other)
                    and _is_near(call, ordered[other], metres)
                    and related(ordered[other], call)
                ):
                    groups.join(index, other)
        if own is not None:
            recent[own].append(index)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for index, call in enumerate(ordered):
        found[groups.top(index)].append(call.key)
    return [frozenset(keys) for keys in found.values()]


class _Groups:
    """Indexes that are joined, each group under its lowest."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def top(self, index: int) -> int:
        above = self._above
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.top(one), self.top(other)))
        self._above[high] = low


def _cells(call: records.SourceCall, metres: float) -> tuple[Cell | None, Iterator[Cell]]:
    """Give the cell of a call, and those where whoever is near it must be.

    Cells are cubes on the globe, as wide as near is far: they know no poles and no date line.
    """
    if call.latitude is None or call.longitude is None:
        place = " ".join(call.place.casefold().split())
        return (place, iter([place])) if place else (None, iter([]))
    north, east = math.radians(call.latitude), math.radians(call.longitude)
    radius = points.EARTH_METRES / max(metres, 1.0)
    own = (
        math.floor(radius * math.cos(north) * math.cos(east)),
        math.floor(radius * math.cos(north) * math.sin(east)),
        math.floor(radius * math.sin(north)),
    )
    around = itertools.product(*(range(axis - 1, axis + 2) for axis in own))
    return own, ((x, y, z) for x, y, z in around)


def _is_near(one: records.SourceCall, other: records.SourceCall, metres: float) -> bool:
    """Tell whether two calls of neighbouring cells are near; by place, sharing one is enough."""
    if one.latitude is None or one.longitude is None:
        return True
    if other.latitude is None or other.longitude is None:
        return False
    here, there = (one.latitude, one.longitude), (other.latitude, other.longitude)
    return points.metres(here, there) <= metres
