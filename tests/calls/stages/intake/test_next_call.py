"""The next call goes to one operator alone, in the order of the queue, and nobody waits."""

from __future__ import annotations

import functools
import json
from datetime import timedelta
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.kinds import CallState
from calls.casefile.models import Call, Case
from calls.people.models import Role
from calls.stages.intake import services as intake
from calls.telephony import services as telephony
from tests.calls import room as rooms
from tests.support import together

STORM, ELSEWHERE = "ezjmg", "sp3e3"


def ringing(room: rooms.Room, *, area: str = "", ago: float = 0) -> UUID:
    """Let a call ring that came so many seconds ago."""
    received_at = room.now - timedelta(seconds=ago)
    call_id = room.ring(received_at=received_at.isoformat())
    Call.objects.filter(id=call_id).update(area=area)
    return call_id


def test_who_calls_from_outside_the_storm_is_answered_next(room: rooms.Room) -> None:
    storm = [ringing(room, area=STORM, ago=50 - number) for number in range(4)]
    outside = ringing(room, area=ELSEWHERE, ago=5)
    answered = [
        UUID(intake.answer_call(room.passage(user))["call"])
        for user in (room.lucia, room.marcos, room.carmen)
    ]
    assert answered == [outside, storm[0], storm[1]]


def test_the_same_command_answers_the_same_call(room: rooms.Room) -> None:
    ringing(room, ago=2), ringing(room, ago=1)
    passage = room.passage()
    assert intake.answer_call(passage) == intake.answer_call(passage)
    assert Case.objects.count() == 1


def test_where_nobody_waits_nothing_is_opened(room: rooms.Room) -> None:
    browser = rooms.Browser(room.lucia)
    before = rooms.everything()
    answer = browser.command("/calls/next/answer/")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "nobody_waits")
    assert rooms.everything() == before
    call_id = ringing(room)
    answer = browser.command("/calls/next/answer/")
    assert json.loads(answer.content)["call"] == str(call_id)


def test_twenty_operators_over_ten_calls_take_each_once_and_block_nobody(
    room: rooms.Room,
) -> None:
    calls = [ringing(room, area=STORM, ago=number) for number in range(10)]
    people = [room.person(f"op{number}", Role.OPERATOR, f"OP{number}") for number in range(20)]
    passages = [room.passage(person) for person in people]
    told = together.at_once([functools.partial(intake.answer_call, each) for each in passages])
    answers = [each for each in told if isinstance(each, dict)]
    refused = [each for each in told if not isinstance(each, dict)]
    assert sorted(each["call"] for each in answers) == sorted(map(str, calls))
    assert {getattr(each, "code", each) for each in refused} == {"nobody_waits"}
    assert (len(answers), len(refused), Case.objects.count()) == (10, 10, 10)
    assert set(Call.objects.values_list("state", flat=True)) == {CallState.ANSWERED}


def test_a_call_that_somebody_is_taking_is_passed_over(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ringing(room, ago=9), ringing(room, ago=5)
    told: list[str] = []
    answered = telephony._answered

    def meanwhile(*given: object) -> None:
        monkeypatch.setattr(telephony, "_answered", answered)
        # The first call is locked here and not yet answered: another desk takes its next.
        (other,) = together.at_once(
            [functools.partial(intake.answer_call, room.passage(room.marcos))]
        )
        assert isinstance(other, dict)
        told.append(other["call"])
        answered(*given)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr(telephony, "_answered", meanwhile)
    told.append(intake.answer_call(room.passage())["call"])
    assert told == [str(second), str(first)]
    with pytest.raises(refusals.Refusal):
        intake.answer_call(room.passage())
