"""The vehicles of a rehearsal drive to their case, and parked ones say that they are there."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

from dispatch import driving, recommendation
from tests.dispatch.floor import SALAMANCA, Floor

NEAR = (SALAMANCA[0] + 0.05, SALAMANCA[1])
_degrees = some.floats(min_value=-0.5, max_value=0.5)


@given(north=_degrees, east=_degrees, km=some.floats(min_value=0, max_value=100))
def test_whoever_drives_comes_nearer_and_never_past_the_goal(
    north: float, east: float, km: float
) -> None:
    here = (SALAMANCA[0] + north, SALAMANCA[1] + east)
    far = recommendation.distance_km(here, SALAMANCA)
    reached = driving.onward(here, SALAMANCA, km=km)
    left = recommendation.distance_km(reached, SALAMANCA)
    assert abs(left - max(0.0, far - km)) < 0.01 * max(1.0, km)


def test_a_unit_on_its_way_reaches_its_case_and_stays_there(floor: Floor) -> None:
    unit, case = floor.unit(floor.health, at=NEAR), floor.case(floor.health)
    floor.send(floor.health, case, unit)
    floor.say(floor.health, unit, "en_route")
    places = []
    for minutes in (1, 2, 30):
        assert driving.drive(now=floor.now + timedelta(minutes=minutes)) == 1
        unit.refresh_from_db()
        assert unit.latitude is not None
        places.append(unit.latitude)
    assert NEAR[0] > places[0] > places[1] > places[2] == SALAMANCA[0]


def test_a_parked_unit_says_now_and_then_that_it_is_there(floor: Floor) -> None:
    unit = floor.unit(floor.health, at=NEAR)
    floor.unit(floor.fire)
    assert driving.drive(now=floor.now + timedelta(seconds=29)) == 0
    assert driving.drive(now=floor.now + timedelta(seconds=30)) == 1
    unit.refresh_from_db()
    assert (unit.latitude, unit.longitude) == NEAR
    assert unit.position_at == floor.now + timedelta(seconds=30)
