"""In a surge who calls about something else goes first, and nobody waits for ever."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from calls.casefile.models import Call
from calls.telephony import surge
from tests.calls import room as rooms

# Cells of five letters: three that touch in a row, and one far from them.
WEST, MIDDLE, EAST, FAR = "ezjmg", "ezjmu", "ezjmv", "sp3e3"
NOON = rooms.NOON


def call(number: int, *, area: str = "", town: str | None = None, ago: float = 0) -> surge.Waiting:
    """Make a waiting call that came so many seconds ago."""
    return surge.Waiting(
        id=UUID(int=number),
        received_at=NOON - timedelta(seconds=ago),
        area=area,
        municipality=town,
    )


def numbers(calls: Iterable[surge.Waiting]) -> list[int]:
    return [each.id.int for each in calls]


def clusters(calls: Iterable[surge.Waiting]) -> list[list[int]]:
    return [numbers(group.calls) for group in surge.groups(calls) if group.is_cluster]


def test_the_cells_are_what_they_are_said_to_be() -> None:
    cells = [surge._cell(area) for area in (WEST, MIDDLE, EAST, FAR)]
    west, middle, east, far = (cell for cell in cells if cell is not None)
    assert west != middle != east
    assert middle in surge._around(west)
    assert middle in surge._around(east)
    assert far not in surge._around(middle)


def test_four_calls_from_areas_that_touch_are_a_cluster_and_three_are_none() -> None:
    four = [
        call(1, area=WEST, ago=40),
        call(2, area=MIDDLE, ago=30),
        call(3, area=EAST, ago=20),
        call(4, area=MIDDLE, ago=10),
    ]
    assert clusters(four) == [[1, 2, 3, 4]]
    assert clusters(four[:3]) == []
    assert clusters([*four[:3], call(5, area=FAR)]) == []


def test_a_quarter_of_an_hour_parts_calls_from_one_place() -> None:
    calls = [call(number, area=WEST, ago=number) for number in range(3)]
    assert clusters([*calls, call(9, area=WEST, ago=15 * 60)]) == [[9, 2, 1, 0]]
    assert clusters([*calls, call(9, area=WEST, ago=15 * 60 + 3)]) == []


def test_where_the_place_is_not_known_the_municipality_speaks_for_it() -> None:
    calls = [
        call(1, area=WEST, town="37274", ago=9),
        call(2, area=FAR, town="37274", ago=8),
        call(3, town="37274", ago=7),
        call(4, town="37274", ago=6),
        call(5, town="28079", ago=5),
        call(6, ago=4),
    ]
    assert clusters(calls) == [[1, 2, 3, 4]]
    located = [call(number, area=area, town="37274") for number, area in enumerate([WEST, FAR] * 2)]
    assert clusters(located) == [], "what is located is not joined by its municipality"


def test_who_calls_about_something_else_is_answered_first() -> None:
    calls = [
        *(call(number, area=WEST, ago=50 - number) for number in range(4)),
        call(8, area=FAR, ago=20),
        call(9, ago=3),
    ]
    assert numbers(surge.order(calls, now=NOON)) == [8, 9, 0, 1, 2, 3]


def test_after_a_minute_a_call_of_a_cluster_waits_for_nobody() -> None:
    calls = [
        *(call(number, area=WEST, ago=61 - number) for number in range(4)),
        call(8, area=FAR, ago=60.5),
        call(9, area=FAR, ago=5),
    ]
    assert numbers(surge.order(calls, now=NOON)) == [0, 8, 1, 9, 2, 3]


WAITING = st.builds(
    surge.Waiting,
    id=st.uuids(),
    received_at=st.integers(0, 2_400).map(lambda ago: NOON - timedelta(seconds=ago)),
    area=st.sampled_from([WEST, MIDDLE, EAST, FAR, "", "00000", "zzzzz", "a"]),
    municipality=st.sampled_from(["37274", "28079", None]),
)
MANY = st.lists(WAITING, max_size=24, unique_by=lambda each: each.id)


@given(MANY)
def test_calls_belong_together_exactly_where_a_chain_of_pairs_does(
    calls: list[surge.Waiting],
) -> None:
    found = {
        each.id: {other.id for other in group.calls}
        for group in surge.groups(calls)
        if group.is_cluster
        for each in group.calls
    }
    for each in calls:
        known, edge = {each.id}, [each]
        while edge:
            here = edge.pop()
            for other in calls:
                if other.id not in known and _touch(here, other):
                    known.add(other.id)
                    edge.append(other)
        assert found.get(each.id, set()) == (known if len(known) >= surge.CLUSTER else set())


def _touch(one: surge.Waiting, other: surge.Waiting) -> bool:
    if abs(one.received_at - other.received_at) > surge.TOGETHER:
        return False
    cell, another = surge._cell(one.area), surge._cell(other.area)
    if cell is not None and another is not None:
        return another in surge._around(cell)
    return one.municipality is not None and one.municipality == other.municipality


@given(MANY)
def test_every_call_has_its_turn_once_and_a_minute_of_waiting_comes_before_all(
    calls: list[surge.Waiting],
) -> None:
    told = surge.order(calls, now=NOON)
    assert sorted(each.id for each in told) == sorted(each.id for each in calls)
    waited = [each for each in calls if NOON - each.received_at >= surge.LONGEST_BEHIND]
    by_age = sorted(waited, key=lambda each: (each.received_at, each.id))
    assert told[: len(waited)] == by_age
    assert surge.order(reversed(calls), now=NOON) == told, "the order of asking is none"


def test_a_storm_is_ordered_while_nobody_notices() -> None:
    areas = itertools.cycle([WEST, MIDDLE, EAST, FAR, ""])
    storm = [call(number, area=next(areas), ago=number % 900) for number in range(1_000)]
    begun = time.perf_counter()
    assert len(surge.order(storm, now=NOON)) == 1_000
    assert time.perf_counter() - begun < 0.5


def test_one_more_call_belongs_to_the_cluster_that_waits(room: rooms.Room) -> None:
    for _ in range(2):
        Call.objects.filter(id=room.ring()).update(area=WEST)
    assert not surge.is_clustered(MIDDLE, room.now)
    Call.objects.filter(id=room.ring()).update(area=EAST)
    Call.objects.filter(id=room.ring()).update(area=FAR)
    assert not surge.is_clustered(WEST, room.now), "west and east do not touch by themselves"
    assert surge.is_clustered(MIDDLE, room.now)
    assert not surge.is_clustered("", room.now)
    assert not surge.is_clustered(MIDDLE, room.later(minutes=16))
