"""A recorded message is heard where and while it is meant, and the call rings on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.kinds import CallState
from calls.casefile.models import Call, Event
from calls.telephony import messages
from calls.telephony.models import RecordedMessage
from tests.calls import room as rooms


def started(room: rooms.Room, text: str, *, here: bool = False, minutes: int = 30) -> UUID:
    """Start a message, everywhere or in Salamanca."""
    answer = messages.start_message(
        room.passage(room.carmen),
        text_es=text,
        text_en="",
        municipality=room.salamanca.ine_code if here else None,
        minutes=minutes,
    )
    return UUID(answer["message"])


def heard(room: rooms.Room, *, here: bool = False) -> str | None:
    """Give the text that a new call hears."""
    call_id = room.ring()
    if here:
        Call.objects.filter(id=call_id).update(municipality=room.salamanca)
    told: dict[str, Any] | None = messages.heard_by(call_id, at=room.now)
    assert Call.objects.get(id=call_id).state == CallState.RINGING
    return told["text_es"] if told else None


def test_a_call_hears_its_municipalitys_message_before_the_general_one(room: rooms.Room) -> None:
    assert heard(room) is None
    started(room, "Salamanca", here=True)
    assert (heard(room), heard(room, here=True)) == (None, "Salamanca")
    room.later(seconds=1)
    started(room, "Todos")
    assert (heard(room), heard(room, here=True)) == ("Todos", "Salamanca")
    room.later(seconds=1)
    started(room, "Todos, de nuevo")
    assert heard(room) == "Todos, de nuevo"


def test_a_message_is_over_when_its_time_is(room: rooms.Room) -> None:
    message_id = started(room, "Todos", minutes=10)
    room.later(minutes=10)
    assert heard(room) is None
    messages.stop_message(room.passage(room.carmen), message_id=message_id)
    assert RecordedMessage.objects.get().version == 1, "what is over is not stopped again"
    assert list(messages.played(room.now)) == list(RecordedMessage.objects.all())
    assert not messages.played(room.now + timedelta(days=1)).exists()


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_no_message_plays_for_ever(room: rooms.Room, minutes: int) -> None:
    with pytest.raises(refusals.Invalid) as refused:
        started(room, "x", minutes=minutes)
    assert set(refused.value.fields) == {"minutes"}


def test_only_a_supervisor_speaks_to_everybody(room: rooms.Room) -> None:
    message_id = started(room, "Todos")
    with pytest.raises(refusals.Forbidden):
        messages.start_message(
            room.passage(), text_es="x", text_en="", municipality=None, minutes=5
        )
    with pytest.raises(refusals.Forbidden):
        messages.stop_message(room.passage(room.elena), message_id=message_id)
    with pytest.raises(refusals.NotFound):
        messages.stop_message(room.passage(room.carmen), message_id=UUID(int=4))
    assert "Todos" not in Event.objects.get(stream=message_id).body
