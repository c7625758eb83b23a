"""What is promised in a case is owed until somebody says what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calls.casefile import refusals
from calls.casefile.models import Commitment
from calls.stages.followup import services as followup
from tests.calls import room as rooms


def test_a_callback_is_owed_until_somebody_says_what_came_of_it(room: rooms.Room) -> None:
    case_id = room.case()
    followup.schedule_callback(room.passage(case_id=case_id), minutes=15, text="la vecina")
    promise = Commitment.objects.get(case=case_id)
    assert promise.due_at == room.now + timedelta(minutes=15)
    assert promise.holder_user == room.lucia
    for wrong in (promise.ref, room.offered(case_id)):
        with pytest.raises(refusals.Invalid) as refused:
            followup.settle_callback(
                room.passage(case_id=case_id), commitment_id=wrong, result="done", text=""
            )
        assert set(refused.value.fields) == {"commitment"}
    room.later(minutes=3)
    followup.settle_callback(
        room.passage(case_id=case_id), commitment_id=promise.id, result="no_answer", text="salta"
    )
    promise.refresh_from_db()
    assert (promise.result, promise.settled_at) == ("no_answer", room.now)
    with pytest.raises(refusals.Invalid):
        followup.settle_callback(
            room.passage(case_id=case_id), commitment_id=promise.id, result="done", text=""
        )


def test_a_callback_a_desk_promises_is_its_centres(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    followup.schedule_callback(room.passage(room.elena, case_id), minutes=5, text="")
    promise = Commitment.objects.get(case=case_id, kind="followup.callback")
    assert (promise.holder_user, promise.holder_centre) == (None, room.health)


def test_a_promise_of_another_case_cannot_be_settled_here(room: rooms.Room) -> None:
    one, other = room.case(), room.case()
    followup.schedule_callback(room.passage(case_id=other), minutes=5, text="")
    promise = Commitment.objects.get()
    with pytest.raises(refusals.Invalid):
        followup.settle_callback(
            room.passage(case_id=one), commitment_id=promise.id, result="done", text=""
        )
    assert rooms.owed(other) == ["followup.callback"]
