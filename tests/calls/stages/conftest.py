"""What tests of all six rooms ask for."""

from __future__ import annotations

import pytest

from calls.casefile import door
from calls.casefile.kinds import EndedBy
from calls.casefile.models import Call, Commitment
from calls.stages.followup import services as followup
from calls.stages.instructions import services as instructions
from calls.stages.intake import silence, unanswered
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.stages import sheets
from tests.calls.stages.triage import scenes


@pytest.fixture
def sheet(room: rooms.Room) -> sheets.Sheet:
    """Give a case in which every command has something to act on."""
    case_id = room.case()
    unanswered.end_call(
        door.Passage(actor=rooms.GATEWAY, at=room.now),
        call_id=Call.objects.get(case=case_id).id,
        ended_by=EndedBy.CALLER,
    )
    silence.open_silence(room.passage(case_id=case_id))
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    instructions.start_script(room.passage(case_id=case_id), script="recovery_position")
    instructions.record_step(room.passage(case_id=case_id), step="watch", result="done")
    instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    offer = room.offered(case_id)
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    scenes.counts_minutes(case_id)
    scenes.was_judged_anew(case_id, str(room.health.id))
    room.centre("police")
    scenes.calls_for(case_id, "police")
    promise = Commitment.objects.get(kind="followup.callback").id
    return sheets.Sheet(room, case_id, offer, promise)
