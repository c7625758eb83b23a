"""What happened at a place, and what a number's calls led to, is found and found fast."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from calls.casefile import registry
from calls.casefile.kinds import CallState, Disposition, Stage
from calls.casefile.models import Call, Case, Leg
from calls.live import queries as live
from calls.people import actor as actors
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.telephony import memory, queries
from tests.calls import room as rooms

NUMBER = "+34600123123"
HERE = {"location_text": "Portal azul", "latitude": 40.97, "longitude": -5.66}


@pytest.fixture(autouse=True)
def _noon(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the room's clock be the test's."""
    monkeypatch.setattr("calls.casefile.clock.now", lambda: room.now)


def placed(room: rooms.Room, **location: Any) -> UUID:
    """Give a case at a place."""
    case_id = room.answered()
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE | {"location": location, "complaint": {"complaint_text": "humo"}},
    )
    return case_id


def history(room: rooms.Room, case_id: UUID, user: Any = None) -> list[str]:
    """Give the ids a console shows as the place's history."""
    case = Case.objects.get(id=case_id)
    part = registry.case_parts["place_history"](case, actors.person(user or room.lucia))
    return [row["id"] for row in part]


def helped(room: rooms.Room, case_id: UUID) -> None:
    """Let the health centre accept a case."""
    offer = room.offered(case_id)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)


def test_a_place_is_remembered_by_its_words_and_by_its_point(room: rooms.Room) -> None:
    words = placed(room, location_text="PORTAL AZUL.", municipality_id="37274")
    near = placed(room, latitude=40.97044, longitude=-5.66, location_text="Otro nombre")
    placed(room, latitude=40.97046, longitude=-5.66, location_text="Más allá")
    placed(room, location_text="Portal azul 2", municipality_id="37274")
    now = placed(room, **HERE, municipality_id="37274")
    assert history(room, now) == [str(near), str(words)]
    assert history(room, placed(room)) == [], "no place, no history"


def test_the_corners_of_a_box_are_not_within_its_circle(room: rooms.Room) -> None:
    placed(room, latitude=40.97044, longitude=-5.66058)
    assert history(room, placed(room, **HERE)) == []


def test_the_history_of_a_place_is_its_last_five_cases_of_ninety_days(room: rooms.Room) -> None:
    cases = []
    for _ in range(7):
        cases.append(str(placed(room, **HERE)))
        room.later(days=1)
    assert history(room, UUID(cases[-1])) == cases[-2:-7:-1]
    room.later(days=90)
    assert history(room, placed(room, **HERE)) == []


def test_the_history_says_how_it_ended_and_nothing_of_a_person(room: rooms.Room) -> None:
    before = placed(room, **HERE)
    closure.dismiss_case(room.passage(case_id=before), outcome=Disposition.HOAX)
    room.later(days=3)
    case = Case.objects.get(id=placed(room, **HERE))
    (row,) = registry.case_parts["place_history"](case, actors.person(room.lucia))
    assert set(row) == {"id", "reference", "at", "disposition", "complaint"}
    assert row["disposition"] == str(Disposition.HOAX.label)


def test_what_was_covert_or_the_same_incident_is_no_history(room: rooms.Room) -> None:
    covert, joined, now = (placed(room, **HERE) for _ in range(3))
    Case.objects.filter(id=covert).update(covert=True)
    Case.objects.filter(id=joined).update(joined_to=now)
    assert history(room, now) == []
    assert history(room, now, room.carmen) == [], "not even to a supervisor"
    assert history(room, joined) == []


def test_a_desk_sees_of_a_place_what_was_its_own(room: rooms.Room) -> None:
    ours, theirs, now = (placed(room, **HERE) for _ in range(3))
    room.offered(ours)
    room.offered(theirs, room.fire)
    room.offered(now)
    assert history(room, now, room.elena) == [str(ours)]
    assert history(room, now, room.marcos) == [str(theirs), str(ours)]


def test_a_number_shows_what_it_led_to(room: rooms.Room) -> None:
    first = room.case()
    helped(room, first)
    second = room.answered()
    Case.objects.filter(id=second).update(joined_to=first)
    third = room.answered()
    Call.objects.filter(id=room.ring()).update(state=CallState.ABANDONED)
    room.later(minutes=1)
    told = queries.earlier_calls(NUMBER, before=room.now)
    assert told == {
        "earlier_24h": 4,
        "earlier_90d": 4,
        "helps_90d": 1,
        "last_outcome": "abandoned",
    }
    case = Case.objects.get(id=room.answered())
    state = live.case_state(case, actors.person(room.lucia))
    sent = {row["id"]: row["help_sent"] for row in state["earlier"]}
    assert sent == {str(first): True, str(second): True, str(third): False}


def test_an_offer_that_nobody_took_is_no_help(room: rooms.Room) -> None:
    room.offered(room.case())
    room.later(minutes=1)
    assert queries.earlier_calls(NUMBER, before=room.now)["helps_90d"] == 0


def test_many_rings_are_told_their_past_in_one_question(room: rooms.Room) -> None:
    room.answered()
    room.later(days=1, seconds=1)
    rings = [(room.ring(), NUMBER, room.now), (room.ring(), "", room.now)]
    found = queries.earlier_of(rings)
    assert set(found) == {rings[0][0]}
    assert (found[rings[0][0]]["earlier_24h"], found[rings[0][0]]["earlier_90d"]) == (0, 1)


def a_full_year(room: rooms.Room, *, of_number: int, elsewhere: int) -> None:
    """Fill the register: one number's calls, each with its case, and other people's places."""
    many = range(of_number + elsewhere)
    cases = [
        Case(
            number=10_000 + index,
            reference=f"2025-{index:06d}",
            exercise=True,
            opened_at=room.now - timedelta(hours=index % 2_000 + 1),
            stage=Stage.CLOSED,
            disposition=Disposition.INFORMATION,
            location_text=f"Calle Mayor {index}",
            municipality=room.salamanca,
            latitude=40.5 + index / 20_000,
            longitude=-5.66,
        )
        for index in many
    ]
    Case.objects.bulk_create(cases)
    Leg.objects.bulk_create(
        Leg(case=case, centre=room.health, accepted_at=room.now if case.number % 2 else None)
        for case in cases
    )
    Call.objects.bulk_create(
        Call(
            kind="telephone",
            state=CallState.ANSWERED,
            number=NUMBER if index < of_number else f"+346{index:08d}",
            received_at=case.opened_at,
            announced_at=case.opened_at,
            case=case,
            exercise=True,
        )
        for index, case in enumerate(cases)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE casefile_case, casefile_call, casefile_leg")


def test_a_thousand_earlier_calls_do_not_keep_a_phone_from_ringing(room: rooms.Room) -> None:
    a_full_year(room, of_number=1_000, elsewhere=4_000)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        told = queries.earlier_calls(NUMBER, before=room.now)
        times.append(time.perf_counter() - begun)
    assert (told["earlier_90d"], told["helps_90d"]) == (1_000, 500)
    assert min(times) < 0.05, times


def test_a_place_is_looked_up_by_its_indexes(room: rooms.Room) -> None:
    a_full_year(room, of_number=0, elsewhere=5_000)
    case = Case(location_text="calle mayor, 17", municipality=room.salamanca)
    case.latitude, case.longitude = 40.6, -5.66
    found = [other.location_text for other in memory.history(case, at=room.now)]
    assert found == [f"Calle Mayor {number}" for number in range(2_000, 2_005)]
    with connection.cursor() as cursor:
        for name, rows in (
            ("case_by_place", memory._in_words(Case.objects.all(), "location_text", case)),
            ("case_by_point", memory._in_a_box(Case.objects.all(), case, memory.SAME_PLACE_M)),
        ):
            statement, values = rows.query.sql_with_params()
            cursor.execute(f"EXPLAIN {statement}", values)
            assert name in str(cursor.fetchall())
    case.latitude = None
    (told,) = memory.history(case, at=room.now)
    assert told.location_text == "Calle Mayor 17"
