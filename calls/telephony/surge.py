"""Many calls about one thing: which waiting calls belong together, and which is answered next.

Calls belong together where their areas touch and they came within a quarter of an hour; four
make a cluster. Who calls about something else is answered before them, yet nobody for ever.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from calls.casefile.kinds import CallState
from calls.casefile.models import Call
from calls.telephony import areas

CLUSTER = 4
TOGETHER = timedelta(minutes=15)
LONGEST_BEHIND = timedelta(seconds=60)
CONSIDERED = 1_000
# A geohash interleaves bits, longitude first: of 25, thirteen tell the column, twelve the row.
_COLUMNS = 1 << 13
_BITS = 5

Cell = tuple[int, int]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Waiting:
    """A call that rings: since when, and roughly from where, as far as is known."""

    id: UUID
    received_at: datetime
    area: str = ""
    municipality: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    """Calls that belong together, oldest first; a call that belongs to none is one alone."""

    calls: tuple[Waiting, ...]

    @property
    def is_cluster(self) -> bool:
        """Say whether these are so many that others go before them."""
        return len(self.calls) >= CLUSTER


def groups(calls: Iterable[Waiting]) -> list[Group]:
    """Group waiting calls: those outside every cluster first, then the clusters; oldest first."""
    by_age = sorted(calls, key=_age)
    rooted = _together(by_age)
    members: dict[int, list[Waiting]] = {}
    for index, call in enumerate(by_age):
        members.setdefault(rooted.find(index), []).append(call)
    found = [Group(calls=tuple(group)) for group in members.values()]
    few = itertools.chain.from_iterable(group.calls for group in found if not group.is_cluster)
    clusters = [group for group in found if group.is_cluster]
    return [
        *(Group(calls=(call,)) for call in sorted(few, key=_age)),
        *sorted(clusters, key=lambda group: _age(group.calls[0])),
    ]


def order(calls: Iterable[Waiting], *, now: datetime) -> list[Waiting]:
    """Give waiting calls in the order they are answered.

    Who has waited a minute comes first, whatever it is about; then who calls from outside every
    cluster; then the clusters' calls. Among each of these the oldest goes first.
    """
    told = groups(calls)
    outside = {group.calls[0].id for group in told if not group.is_cluster}

    def turn(call: Waiting) -> tuple[int, datetime, UUID]:
        has_waited = now - call.received_at >= LONGEST_BEHIND
        return (0 if has_waited else 1 if call.id in outside else 2, *_age(call))

    return sorted((call for group in told for call in group.calls), key=turn)


def waiting() -> list[Waiting]:
    """Give the calls that ring now, the oldest of them where there are very many."""
    rows = Call.objects.filter(state=CallState.RINGING).order_by("received_at")
    return [
        Waiting(id=call_id, received_at=received_at, area=area, municipality=municipality)
        for call_id, received_at, area, municipality in rows.values_list(
            "id", "received_at", "area", "municipality_id"
        )[:CONSIDERED]
    ]


def is_clustered(area: str, now: datetime) -> bool:
    """Say whether one more call from an area at this moment would be of a cluster that waits."""
    asker = Waiting(id=uuid4(), received_at=now, area=area)
    if _cell(area) is None:
        return False
    return any(group.is_cluster and asker in group.calls for group in groups([*waiting(), asker]))


class _Sets:
    """Which of so many things belong together."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, index: int) -> int:
        while self._above[index] != index:
            self._above[index] = self._above[self._above[index]]
            index = self._above[index]
        return index

    def join(self, one: int, other: int) -> None:
        self._above[self.find(one)] = self.find(other)


def _together(by_age: Sequence[Waiting]) -> _Sets:
    """Join calls that belong together, in one pass from the oldest to the newest.

    Of each cell its newest call is enough: older ones within the time are joined with it.
    """
    sets = _Sets(len(by_age))
    in_cell: dict[Cell, int] = {}
    unlocated: dict[str, int] = {}
    located: dict[str, list[int]] = {}
    for index, call in enumerate(by_age):
        cell = _cell(call.area)
        town = call.municipality
        near = [in_cell[each] for each in _around(cell) if each in in_cell] if cell else []
        if town is not None and town in unlocated:
            near.append(unlocated[town])
        if town is not None and cell is None:
            near += located.pop(town, [])
            unlocated[town] = index
        for other in near:
            if call.received_at - by_age[other].received_at <= TOGETHER:
                sets.join(index, other)
        if cell is not None:
            in_cell[cell] = index
            if town is not None:
                located.setdefault(town, []).append(index)
    return sets


def _cell(area: str) -> Cell | None:
    """Give the column and row of a geohash of five letters; None where it is none."""
    if len(area) != areas.LENGTH or any(letter not in areas.LETTERS for letter in area):
        return None
    column = row = 0
    is_column = True
    for letter in area:
        for bit in reversed(range(_BITS)):
            told = areas.LETTERS.index(letter) >> bit & 1
            if is_column:
                column = column << 1 | told
            else:
                row = row << 1 | told
            is_column = not is_column
    return column, row


def _around(cell: Cell) -> Iterator[Cell]:
    """Give a cell and those that touch it, across the date line too."""
    column, row = cell
    for east, north in itertools.product((-1, 0, 1), repeat=2):
        yield (column + east) % _COLUMNS, row + north


def _age(call: Waiting) -> tuple[datetime, UUID]:
    return call.received_at, call.id
