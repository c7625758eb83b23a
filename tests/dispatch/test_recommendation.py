"""Which unit is to be sent first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.casefile.models import Case
from calls.directory.models import Municipality
from dispatch import recommendation
from dispatch.models import Unit, UnitStatus

MADRID, BARCELONA = (40.4168, -3.7038), (41.3874, 2.1686)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_madrid_is_five_hundred_kilometres_from_barcelona() -> None:
    assert recommendation.distance_km(MADRID, BARCELONA) == pytest.approx(505, abs=2)


@given(points, points)
def test_a_way_is_as_long_as_the_way_back_and_never_longer_than_half_the_earth(
    one: recommendation.Point, other: recommendation.Point
) -> None:
    there = recommendation.distance_km(one, other)
    assert there == pytest.approx(recommendation.distance_km(other, one), abs=1e-6)
    assert 0 <= there <= 20_016


def test_available_before_busy_near_before_far_and_unknown_places_last() -> None:
    def unit(callsign: str, status: UnitStatus, *place: float) -> Unit:
        latitude, longitude = place or (None, None)
        return Unit(callsign=callsign, status=status, latitude=latitude, longitude=longitude)

    units = [
        unit("busy", UnitStatus.EN_ROUTE, *MADRID),
        unit("unknown", UnitStatus.AVAILABLE),
        unit("far", UnitStatus.AVAILABLE, *BARCELONA),
        unit("near", UnitStatus.AVAILABLE, *MADRID),
    ]
    ranked = recommendation.rank(units, place=MADRID)
    assert [each.unit.callsign for each in ranked] == ["near", "far", "unknown", "busy"]
    assert ranked[0].distance_km == 0


def test_without_a_place_units_are_in_the_order_of_their_names() -> None:
    units = [Unit(callsign=name, status="available", latitude=1, longitude=1) for name in "ba"]
    ranked = recommendation.rank(units, place=None)
    assert [(each.unit.callsign, each.distance_km) for each in ranked] == [("a", None), ("b", None)]


def test_help_goes_to_the_point_or_else_to_the_seat_of_the_town() -> None:
    town = Municipality(ine_code="37274", latitude=40.96, longitude=-5.66)
    pinned = Case(municipality=town, latitude=MADRID[0], longitude=MADRID[1])
    assert recommendation.place_of(pinned) == MADRID
    assert recommendation.place_of(Case(municipality=town)) == (40.96, -5.66)
    assert recommendation.place_of(Case(municipality=Municipality(ine_code="1"))) is None
    assert recommendation.place_of(Case()) is None
