"""What the caller does now, step by step, with its times."""

from __future__ import annotations

import pytest

from calls.casefile import log, refusals
from calls.casefile.kinds import Stage
from calls.casefile.models import Case
from calls.stages.instructions import queries as reading
from calls.stages.instructions import services as instructions
from calls.stages.instructions.models import ScriptReading
from tests.calls import room as rooms


def test_a_script_is_read_step_by_step_with_each_steps_time(room: rooms.Room) -> None:
    case_id = room.case()
    instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    assert Case.objects.get(id=case_id).stage == Stage.INSTRUCTIONS
    for step, result in (("speaker", "done"), ("flat", "skipped")):
        room.later(seconds=7)
        instructions.record_step(room.passage(case_id=case_id), step=step, result=result)
    told = [line for line in log.read(case_id) if line.kind == "instructions.step_recorded"]
    assert [(line.data["step"], line.data["result"]) for line in told] == [
        ("speaker", "done"),
        ("flat", "skipped"),
    ]
    assert (told[1].at - told[0].at).total_seconds() == 7
    part = reading.case_part(Case.objects.get(id=case_id), rooms.GATEWAY)
    assert [step["state"] for step in part["steps"]][:4] == ["done", "skipped", "current", "next"]
    assert part["metronome"] is None


def test_the_metronome_beats_from_the_step_that_has_it(room: rooms.Room) -> None:
    case_id = room.case()
    instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    for step in ("speaker", "flat", "hands", "push"):
        instructions.record_step(room.passage(case_id=case_id), step=step, result="done")
    case = Case.objects.get(id=case_id)
    assert reading.case_part(case, rooms.GATEWAY)["metronome"] == 110


@pytest.mark.parametrize("step", ["flat", "no_such", ""])
def test_only_the_current_step_is_read(step: str, room: rooms.Room) -> None:
    case_id = room.case()
    instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    before = rooms.everything()
    with pytest.raises(refusals.Invalid) as refused:
        instructions.record_step(room.passage(case_id=case_id), step=step, result="done")
    assert "speaker" in refused.value.fields["step"][0]
    assert rooms.everything() == before
    assert ScriptReading.objects.get(case=case_id).steps == []
