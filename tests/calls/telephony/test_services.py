"""A call rings once, is taken once, and shows what its number did before."""

from __future__ import annotations

import base64
import functools
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import door, log, refusals
from calls.casefile.kinds import Channel, Disposition
from calls.casefile.models import Call, Case, Event, Fix, Stream
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.telephony import announcement, queries
from calls.telephony import services as telephony
from tests.calls import room as rooms
from tests.support import together

TOLD = {
    "call_id": "gw-7",
    "callback_number": "+34600123123",
    "dialled": "112",
    "kind": "aml",
    "received_at": "2026-05-01T11:59:58+02:00",
    "location": [{"latitude": 40.97, "longitude": -5.66}, {"latitude": 40.98, "longitude": -5.67}],
}


def announce(room: rooms.Room, told: dict[str, Any]) -> door.Answer:
    """Announce a call as a gateway does, again where it is told to try again."""
    read = announcement.read(json.dumps(told).encode(), now=room.now)
    passage = door.Passage(actor=rooms.GATEWAY, at=read.received_at, recorded_at=room.now)
    return rooms.insist(lambda: telephony.announce_call(passage, announcement=read))


def test_the_same_call_twice_is_one_call_with_the_same_answer(room: rooms.Room) -> None:
    first = announce(room, TOLD)
    room.later(seconds=5)
    again = announce(room, TOLD | {"callback_number": None, "colour": "red"})
    assert again == first
    assert (Call.objects.count(), Fix.objects.count(), Event.objects.count()) == (1, 2, 1)


def test_the_same_call_twenty_times_at_once_is_one_call_with_the_same_answer(
    room: rooms.Room,
) -> None:
    answers = together.at_once([functools.partial(announce, room, TOLD)] * 20)
    assert answers == [answers[0]] * 20
    assert isinstance(answers[0], dict)
    assert (Call.objects.count(), Fix.objects.count(), Event.objects.count()) == (1, 2, 1)


def test_calls_without_an_id_are_calls_of_their_own(room: rooms.Room) -> None:
    first, second = (announce(room, TOLD | {"call_id": None}) for _ in range(2))
    assert first["id"] != second["id"]
    assert Call.objects.count() == 2


def test_what_came_is_kept_byte_by_byte_beside_the_log(room: rooms.Room) -> None:
    raw = b'{"call_id": "gw-8", "callback_number": "no \x00 \xff'
    read = announcement.read(raw, now=room.now)
    answer = telephony.announce_call(
        door.Passage(actor=rooms.GATEWAY, at=room.now), announcement=read
    )
    assert "body_malformed" in answer["flags"]
    (line,) = log.read(UUID(answer["id"]))
    assert base64.b64decode(line.data["raw"]) == raw
    assert line.data["flags"] == answer["flags"]


def test_the_log_of_a_call_ends_where_the_cases_begins(room: rooms.Room) -> None:
    call_id = UUID(announce(room, TOLD)["id"])
    room.later(seconds=3)
    answer = intake.answer_call(room.passage(), call_id=call_id)
    call, case = Call.objects.get(), Case.objects.get()
    assert (answer["case"], answer["call"]) == (str(case.id), str(call.id))
    assert rooms.kinds(call_id) == ["telephony.call_announced", "telephony.call_answered"]
    assert rooms.kinds(case.id) == ["intake.case_opened"]
    assert (call.state, call.answered_by, call.answered_at) == ("answered", room.lucia, room.now)
    assert (call.case_id, call.version) == (case.id, 2)
    assert (case.holder, case.callback_number) == (room.lucia, "+34600123123")
    assert (case.latitude, case.location_text) == (None, ""), "a fix is no place of help"


def test_who_answers_second_is_told_who_was_first_and_opens_nothing(room: rooms.Room) -> None:
    call_id = room.ring()
    intake.answer_call(room.passage(), call_id=call_id)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        intake.answer_call(room.passage(room.marcos), call_id=call_id)
    assert (refused.value.code, refused.value.status) == ("call_taken", 409)
    assert "OP1" in refused.value.message
    assert rooms.everything() == before
    with pytest.raises(refusals.NotFound):
        intake.answer_call(room.passage(), call_id=UUID(int=5))


def test_a_contact_on_paper_keeps_the_time_it_came(room: rooms.Room) -> None:
    came = room.now - timedelta(hours=2)
    passage = door.Passage(
        actor=room.passage().actor, at=came, recorded_at=room.now, command_id=UUID(int=9)
    )
    answer = intake.open_case(
        passage, channel=Channel.PAPER, received_at=came, callback_number="no se lee"
    )
    case = Case.objects.get(id=answer["case"])
    assert (case.opened_at, case.callback_raw, case.callback_number) == (came, "no se lee", "")
    line = Event.objects.get(stream=case.id)
    assert (line.at, line.recorded_at) == (came, room.now)
    assert Stream.objects.count() == 2
    assert Call.objects.get().gateway_call_id is None


def test_the_ring_shows_what_the_number_did_before(room: rooms.Room) -> None:
    number = "+34600123123"
    first = room.answered()
    closure.dismiss_case(room.passage(case_id=first), outcome=Disposition.HOAX)
    room.later(days=2)
    room.answered()
    room.ring(callback_number="+34611222333")
    later = room.later(hours=1)
    told = queries.earlier_calls(number, before=later)
    assert told == {
        "earlier_24h": 1,
        "earlier_90d": 2,
        "helps_90d": 0,
        "last_outcome": "intake",
    }
    assert queries.earlier_calls("", before=later) == {}
    room.later(days=89)
    assert queries.earlier_calls(number, before=room.now)["earlier_90d"] == 1
    assert [case.id for case in queries.cases_of_number(number, but=Case.objects.latest("id"))] == [
        first
    ]


def test_everything_is_marked_for_exercise_from_its_first_event(room: rooms.Room) -> None:
    case_id = room.answered()
    assert Call.objects.get().exercise
    assert Case.objects.get().exercise
    (line,) = log.read(case_id)
    assert line.data["exercise"] is True
