"""Stages 1, 5 and 6: who holds a case, what is promised in it, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calls.casefile import log, refusals
from calls.casefile.kinds import NEEDS_NO_RESPONSE, Disposition, Severity, Stage
from calls.casefile.models import Case, Commitment, Hand
from calls.stages.closure import forms
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms


@pytest.mark.parametrize("outcome", NEEDS_NO_RESPONSE)
def test_one_key_closes_a_call_that_needs_nothing(outcome: Disposition, room: rooms.Room) -> None:
    case_id = room.answered()
    room.later(seconds=9)
    closure.dismiss_case(room.passage(case_id=case_id), outcome=outcome)
    case = Case.objects.get(id=case_id)
    assert (case.stage, case.severity, case.disposition) == (Stage.CLOSED, "P4", outcome)
    assert case.closed_at == room.now
    assert rooms.kinds(case_id) == ["intake.case_opened", "closure.case_closed"]


def test_silence_is_an_open_question_and_no_outcome() -> None:
    assert {code for code, _label in forms.OUTCOMES} == {
        *("misdial", "hoax", "information", "duplicate"),
    }
    assert not {code for code, _label in forms.DISPOSITIONS} & {
        code for code, _label in forms.OUTCOMES
    }


def test_a_closed_case_tells_its_end_from_its_log_alone(room: rooms.Room) -> None:
    case_id = room.case()
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    triage.judge_severity(passage, severity=Severity.P2, reason="leve")
    room.later(minutes=30)
    closure.close_case(
        room.passage(case_id=case_id), disposition=Disposition.RESOLVED_BY_ADVICE, summary="Bien"
    )
    *_rest, last = log.read(case_id)
    assert last.data == {
        "disposition": "resolved_by_advice",
        "closed_at": "2026-05-01T12:30:00.000000Z",
        "severity": "P2",
        "municipality": "37274",
        "summary": "Bien",
    }


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


def test_taking_over_is_in_the_log_with_both_people_and_the_reason(room: rooms.Room) -> None:
    case_id = room.case()
    intake.take_over(room.passage(room.marcos, case_id), reason="relevo")
    *_rest, last = log.read(case_id)
    assert (last.kind, last.data) == (
        "intake.case_taken_over",
        {"holder": str(room.marcos.id), "before": str(room.lucia.id), "reason": "relevo"},
    )
    assert Case.objects.get(id=case_id).holder == room.marcos
    assert set(Hand.objects.filter(case=case_id).values_list("user", flat=True)) == {
        room.lucia.id,
        room.marcos.id,
    }
    version = rooms.version(case_id)
    intake.take_over(room.passage(room.marcos, case_id), reason="otra vez")
    assert rooms.version(case_id) == version


def test_a_supervisor_works_a_case_after_taking_it_over(room: rooms.Room) -> None:
    case_id = room.case()
    with pytest.raises(refusals.Forbidden):
        followup.add_note(room.passage(room.carmen, case_id), text="x")
    intake.take_over(room.passage(room.carmen, case_id), reason="lo llevo yo")
    followup.add_note(room.passage(room.carmen, case_id), text="x")
    closure.close_case(
        room.passage(room.carmen, case_id), disposition=Disposition.NOTHING_FOUND, summary="x"
    )
    assert Case.objects.get(id=case_id).stage == Stage.CLOSED
