"""The wall's figures are those of the room, each over the time it says."""

from __future__ import annotations

import pytest

from cae.supervision import queries
from calls.casefile.models import Call
from calls.stages.intake import services as intake
from tests.calls.room import Room
from tests.support import clones


@pytest.fixture
def room(database: clones.Clone) -> Room:
    return Room()


def answered_after(room: Room, seconds: float) -> None:
    call_id = room.ring()
    room.later(seconds=seconds)
    intake.answer_call(room.passage(), call_id=call_id)


def test_an_empty_room_has_nothing_to_tell_of_answers(room: Room) -> None:
    told = queries.figures(room.now)
    assert told["answer"] == {"target_s": queries.ANSWER_TARGET_S}
    assert told["trend"]["rang"] == [0] * 60
    assert told["trend"]["p90_s"] == [None] * 60


def test_the_time_to_answer_is_told_for_half_for_nine_of_ten_and_against_the_aim(
    room: Room,
) -> None:
    for seconds in (2, 4, 6, 8, 30):
        answered_after(room, seconds)
    told = queries.figures(room.now)["answer"]
    assert (told["p50_s"], told["p90_s"], told["within_percent"]) == (6, 30, 80)


def test_what_is_older_than_an_hour_counts_no_more(room: Room) -> None:
    answered_after(room, 30)
    room.later(minutes=59)
    answered_after(room, 5)
    assert queries.figures(room.now)["answer"]["p90_s"] == 30
    room.later(minutes=2)
    assert queries.figures(room.now)["answer"]["p90_s"] == 5


def test_the_trend_has_each_call_in_its_minute(room: Room) -> None:
    answered_after(room, 7)
    room.later(minutes=10)
    room.ring()
    room.ring()
    told = queries.figures(room.now)["trend"]
    assert sum(told["rang"]) == Call.objects.count() == 3
    assert (told["rang"][-1], told["rang"][49]) == (2, 1)
    known = [(minute, value) for minute, value in enumerate(told["p90_s"]) if value is not None]
    assert known == [(50, 7)]


def test_the_oldest_transfer_is_as_old_as_its_offer_not_as_its_case(room: Room) -> None:
    case_id = room.case()
    room.later(minutes=5)
    room.offered(case_id)
    told = queries.figures(room.later(seconds=20))["transfers"]
    assert (told["unanswered"], told["oldest_at"]) == (1, "2026-05-01T12:05:00.000000Z")
