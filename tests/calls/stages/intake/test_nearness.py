"""Two reports are near or not by place, time and reason, whoever is asked first."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import codes
from calls.stages.intake import nearness
from calls.stages.intake.nearness import Ground

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
METRE = 1 / 111_195
LATITUDE = 40.9688
HERE = Ground(at=NOON, latitude=LATITUDE, longitude=-5.6639, family="traffic")
ROAD = Ground(at=NOON, road="A-6", kilometre=23.4, carriageway="madrid", family="traffic")
STREET = Ground(
    at=NOON, municipality="37274", place="Calle Zamora 1", street="zamora", family="health"
)


def after(ground: Ground, minutes: float = 0, **other: Any) -> Ground:
    """Give a report like another one, some minutes later."""
    if "place" in other:
        other |= {"street": nearness.understood(other["place"])["street"]}
    return dataclasses.replace(ground, at=ground.at + timedelta(minutes=minutes), **other)


@pytest.mark.parametrize(
    ("here", "there", "near"),
    [
        (HERE, after(HERE, 30, latitude=LATITUDE + 299 * METRE), True),
        (HERE, after(HERE, 0, latitude=LATITUDE + 301 * METRE), False),
        (HERE, after(HERE, 30.1), False),
        (HERE, after(HERE, family="health"), True),
        (HERE, after(HERE, family="sea"), False),
        (HERE, after(HERE, family=""), True),
        (HERE, after(HERE, family="information"), True),
        (HERE, after(HERE, latitude=None), False),
        (ROAD, after(ROAD, 60, kilometre=28.4), True),
        (ROAD, after(ROAD, 0, kilometre=28.5), False),
        (ROAD, after(ROAD, 61), False),
        (ROAD, after(ROAD, road="A-5"), False),
        (ROAD, after(ROAD, kilometre=None), False),
        (ROAD, after(ROAD, carriageway="coruna"), True),
        (
            after(ROAD, municipality="37274"),
            after(ROAD, kilometre=None, municipality="37274"),
            True,
        ),
        (after(ROAD, municipality="37274"), after(ROAD, kilometre=29, municipality="37274"), False),
        (
            after(ROAD, place="A-6", municipality="37274"),
            after(STREET, place="Calle A 6", family="traffic"),
            False,
        ),
        (STREET, after(STREET, 30, place="C/ Zamora, 31, 3.º B"), True),
        (STREET, after(STREET, place="c zamora"), True),
        (STREET, after(STREET, place="Calle Zamora 32"), False),
        (STREET, after(STREET, place="Plaza Zamora 1"), False),
        (STREET, after(STREET, municipality="37275"), False),
        (STREET, after(STREET, place=""), False),
        (after(STREET, place="Calle"), after(STREET, place="calle"), False),
        (STREET, after(STREET, latitude=40.0, longitude=-5.0), True),
        (HERE, ROAD, False),
    ],
)
def test_near_is_what_the_rule_says(here: Ground, there: Ground, near: bool) -> None:  # noqa: FBT001 - pytest names it
    assert (nearness.compare(here, there) is not None) is near
    assert nearness.compare(here, there) == nearness.compare(there, here)


def test_the_other_side_of_the_road_is_marked_and_comes_later() -> None:
    same, unknown, other = (
        nearness.compare(ROAD, after(ROAD, 5, carriageway=side))
        for side in ("interior madrid", "", "coruna")
    )
    assert same
    assert unknown
    assert other
    assert (same.road, unknown.road, other.road) == ("same", "unknown", "other")
    assert same.score == unknown.score > other.score


def test_nearer_sooner_and_the_same_reason_come_first() -> None:
    def score(**other: Any) -> int:
        found = nearness.compare(HERE, after(HERE, **other))
        assert found
        return found.score

    assert score() == 100
    assert score() > score(minutes=10) > score(minutes=25)
    assert score() > score(latitude=LATITUDE + 100 * METRE)
    assert score() > score(family="health") > score(family="")


@pytest.mark.parametrize(
    ("text", "street", "door"),
    [
        ("C/ Zamora, 12, 3.º B", "zamora", 12),
        ("Calle de Zamora n.º 12", "zamora", 12),
        ("Plaza Mayor", "plaza mayor", None),
        ("Avda. del Toro s/n", "avenida toro", None),
        ("Calle 2 de Mayo 5", "2 mayo", 5),
        ("", "", None),
    ],
)
def test_a_street_is_its_words_and_its_door(text: str, street: str, door: int | None) -> None:
    assert (nearness.street_of(text), nearness.door_of(text)) == (street, door)


def test_every_family_of_the_table_is_one_of_the_book() -> None:
    known = set(codes.lists().families)
    assert {family for pair in nearness.RELATED for family in pair} <= known
    assert all(len(pair) == 2 for pair in nearness.RELATED)
    assert nearness.OPEN_FAMILIES - {""} <= known


degrees = st.floats(-89.9, 89.9)
far = st.floats(-0.01, 0.01)


@given(degrees, st.floats(-180, 180), far, far)
def test_whatever_is_near_lies_in_the_box(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    other = (latitude + north, longitude + east)
    apart = nearness.metres((latitude, longitude), other)
    south, top, west, right = nearness.box(latitude, longitude)
    if apart <= nearness.METRES and -180 <= other[1] <= 180:
        assert south <= other[0] <= top
        assert west <= other[1] <= right


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_compare(one: str, other: str) -> None:
    here = after(STREET, place=one)
    there = after(STREET, place=other)
    assert nearness.compare(here, there) == nearness.compare(there, here)
