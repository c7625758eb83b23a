"""Records of one incident are found by place, time and type."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cae.replay.sources import incidents, points, records

NOON = datetime(2018, 11, 15, 17, tzinfo=UTC)
PLAIN = records.SourceCall(
    key="a",
    incident="",
    row=1,
    received_at=NOON,
    entered_at=None,
    type="Traffic: VEHICLE ACCIDENT",
    priority="",
    original_priority="",
    final_priority="",
    place="X & Y",
    latitude=40.1,
    longitude=-75.3,
    agency_hint="police",
    units=(),
    closed_at=None,
    disposition="",
    blemishes=(),
)
# About 150 metres of latitude.
STEP = 0.00135


def call(
    key: str, *, minutes: float = 0, steps: float = 0, told: str = "T", place: str = "X & Y"
) -> records.SourceCall:
    return dataclasses.replace(
        PLAIN,
        key=key,
        received_at=NOON + timedelta(minutes=minutes),
        latitude=40.1 + steps * STEP,
        type=told,
        place=place,
    )


def nowhere(key: str, place: str) -> records.SourceCall:
    return dataclasses.replace(PLAIN, key=key, latitude=None, longitude=None, place=place)


def same_type(one: records.SourceCall, other: records.SourceCall) -> bool:
    return one.type == other.type


def grouped(*calls: records.SourceCall) -> list[frozenset[str]]:
    return incidents.grouping(calls, related=same_type)


def test_near_soon_and_related_is_one_incident() -> None:
    assert grouped(call("a"), call("b", minutes=30, steps=1)) == [{"a", "b"}]


def test_far_late_or_unrelated_is_another() -> None:
    assert len(grouped(call("a"), call("b", steps=2))) == 2
    assert len(grouped(call("a"), call("b", minutes=30.1))) == 2
    assert len(grouped(call("a"), call("b", told="U"))) == 2


def test_what_is_one_with_either_is_one_with_both() -> None:
    chain = [call("a"), call("c", minutes=50, steps=2), call("b", minutes=25, steps=1), call("d")]
    assert grouped(*chain[:3]) == [{"a", "b", "c"}]
    assert grouped(chain[0], chain[1]) == [{"a"}, {"c"}]


def test_without_coordinates_the_same_place_is_the_same_place() -> None:
    calls = [nowhere("a", "X & Y"), nowhere("b", "x &  y"), nowhere("c", ""), nowhere("d", "")]
    found = incidents.grouping(calls, related=lambda *_: True)
    assert found == [{"a", "b"}, {"c"}, {"d"}]


def test_the_date_line_is_no_border() -> None:
    west = dataclasses.replace(PLAIN, key="w", latitude=0.1, longitude=-179.9999)
    east = dataclasses.replace(PLAIN, key="e", latitude=0.1, longitude=179.9999)
    assert incidents.grouping([west, east], related=same_type) == [{"w", "e"}]


@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 6), st.sampled_from("TU")), max_size=25)
)
def test_the_groups_are_those_of_comparing_each_with_each(
    told: list[tuple[int, int, str]],
) -> None:
    calls = [
        call(str(number), minutes=minutes, steps=steps, told=kind)
        for number, (minutes, steps, kind) in enumerate(told)
    ]
    group = {one.key: {one.key} for one in calls}
    for one in calls:
        for other in calls:
            is_near = points.metres(at(one), at(other)) <= 200
            is_soon = abs(one.received_at - other.received_at) <= timedelta(minutes=30)
            if is_near and is_soon and same_type(one, other):
                merged = group[one.key] | group[other.key]
                group.update(dict.fromkeys(merged, merged))
    assert set(grouped(*calls)) == {frozenset(keys) for keys in group.values()}


def at(one: records.SourceCall) -> points.Point:
    assert one.latitude is not None
    assert one.longitude is not None
    return one.latitude, one.longitude


def test_ten_thousand_records_take_seconds() -> None:
    calls = [call(str(n), minutes=n % 600, steps=n % 997) for n in range(10_000)]
    started = time.process_time()
    groups = grouped(*calls)
    assert time.process_time() - started < 5
    assert sum(len(keys) for keys in groups) == 10_000
