"""Who holds a case."""

from __future__ import annotations

import pytest

from calls.casefile import log, refusals
from calls.casefile.kinds import Disposition, Stage
from calls.casefile.models import Case, Hand
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.intake import services as intake
from tests.calls import room as rooms


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


def test_a_reason_alone_plans_for_the_gravest_it_may_mean(room: rooms.Room) -> None:
    case_id = room.answered()
    empty: dict[str, str] = {}
    intake.record_intake(
        room.passage(case_id=case_id, base_version=Case.objects.get(id=case_id).version),
        location=empty,
        complaint={"complaint_protocol": "collision"},
        life=empty,
        caller=empty,
    )
    assert "fire" in Case.objects.get(id=case_id).plan
