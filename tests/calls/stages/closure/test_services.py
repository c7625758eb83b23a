"""How a case ends."""

from __future__ import annotations

import pytest

from calls.casefile import log
from calls.casefile.kinds import NEEDS_NO_RESPONSE, Disposition, Severity, Stage
from calls.casefile.models import Case
from calls.stages.closure import forms
from calls.stages.closure import services as closure
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
