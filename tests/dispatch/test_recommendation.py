"""Which unit is to be sent first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.casefile.models import Case
from calls.directory.models import Municipality
from calls.people import actor as actors
from calls.protocols import codes
from calls.stages.triage import queries as triage_queries
from calls.stages.triage import services as triage
from dispatch import queries, recommendation
from dispatch.models import Unit, UnitKind, UnitStatus
from tests.dispatch import floor as floors

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


def test_a_kind_called_for_goes_before_a_nearer_other_and_never_before_a_free_one() -> None:
    def unit(callsign: str, kind: str, status: str, place: recommendation.Point) -> Unit:
        return Unit(
            callsign=callsign, kind=kind, status=status, latitude=place[0], longitude=place[1]
        )

    units = [
        unit("bls", "ambulance_bls", "available", MADRID),
        unit("als", "ambulance_als", "available", BARCELONA),
        unit("als-busy", "ambulance_als", "en_route", MADRID),
    ]
    ranked = recommendation.rank(units, place=MADRID, kinds=["ambulance_als", "rapid_car"])
    assert [each.unit.callsign for each in ranked] == ["als", "bls", "als-busy"]
    assert [each.called_for for each in ranked] == [True, False, True]
    assert recommendation.missing(ranked, ["ambulance_als", "rapid_car"]) == ["rapid_car"]
    busy = [each for each in ranked if each.unit.callsign == "als-busy"]
    assert recommendation.missing(busy, ["ambulance_als"]) == ["ambulance_als"]


def test_the_kinds_of_the_book_are_the_kinds_there_are() -> None:
    known = codes.lists().units
    assert set().union(*known.values()) == set(UnitKind.values)


def test_a_desk_is_told_what_the_plan_calls_for_and_what_it_has_not(floor: floors.Floor) -> None:
    case = floor.case(floor.health)
    floor.unit(floor.health)
    triage.start_protocol(
        floor.passage(actors.person(floor.operator), case.id), protocol="unconscious"
    )
    for question in ("awake", "breathing"):
        triage.answer_question(
            floor.passage(actors.person(floor.operator), case.id), question=question, answer="no"
        )
    case.refresh_from_db()
    wanted = triage_queries.units_called_for(case)["health"]
    shown = queries.units_part(case, floor.health.actor)
    assert [each["called_for"] for each in shown] == ["ambulance_als" in wanted]
    lacking = [each["kind"] for each in queries.missing_part(case, floor.health.actor)]
    assert lacking == [kind for kind in wanted if kind != "ambulance_als"]
    told = queries.called_for_part(case, floor.health.actor)
    assert [each["kind"] for each in told[0]["kinds"]] == wanted
    assert queries.missing_part(case, actors.person(floor.operator)) == []
