"""How grave a case is: by a protocol or by hand, raised freely, lowered with a reason."""

from __future__ import annotations

from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case
from calls.stages.intake import services as intake
from calls.stages.triage import queries
from calls.stages.triage import services as triage
from calls.stages.triage.models import TriageRun
from tests.calls import room as rooms


def judge(room: rooms.Room, case_id: UUID, severity: Severity, reason: str = "") -> None:
    """Judge by hand."""
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    triage.judge_severity(passage, severity=severity, reason=reason)


def know(room: rooms.Room, case_id: UUID, **life: str) -> None:
    """Answer the two questions of life at intake."""
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    intake.record_intake(passage, **rooms.NOWHERE | {"life": life})


def test_until_judged_a_case_counts_as_an_emergency(room: rooms.Room) -> None:
    case = Case.objects.get(id=room.case())
    assert (case.severity, case.effective_severity) == (None, "P1")


def test_a_severity_is_raised_freely_and_lowered_with_a_reason(room: rooms.Room) -> None:
    case_id = room.case()
    for severity in (Severity.P2, Severity.P3, Severity.P4):
        before = rooms.everything()
        with pytest.raises(refusals.Invalid) as refused:
            judge(room, case_id, severity)
        assert set(refused.value.fields) == {"reason"}
        assert rooms.everything() == before
    judge(room, case_id, Severity.P3, "habla y anda")
    judge(room, case_id, Severity.P1)
    judge(room, case_id, Severity.P0)
    judge(room, case_id, Severity.P0)
    with pytest.raises(refusals.Invalid):
        judge(room, case_id, Severity.P1)
    case = Case.objects.get(id=case_id)
    assert case.severity == "P0"
    history = queries.case_part(case, rooms.GATEWAY)["history"]
    assert [(line["from"], line["to"], line["reason"], line["by"]) for line in history] == [
        (None, "P3", "habla y anda", "OP1"),
        ("P3", "P1", "", "OP1"),
        ("P1", "P0", "", "OP1"),
    ]


def test_two_who_judge_at_once_are_told_of_each_other(room: rooms.Room) -> None:
    case_id = room.case()
    opened = rooms.version(case_id)
    judge(room, case_id, Severity.P0)
    with pytest.raises(refusals.Conflict) as refused:
        triage.judge_severity(
            room.passage(case_id=case_id, base_version=opened), severity=Severity.P2, reason="x"
        )
    assert refused.value.conflicts["severity"]["theirs"] == {"severity": "P0"}


def test_answers_lead_to_determinant_severity_plan_and_life(room: rooms.Room) -> None:
    case_id = room.case()
    opened = triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    assert (opened["question"], opened["determinant"]) == ("awake", None)
    case = Case.objects.get(id=case_id)
    assert (case.stage, case.complaint_protocol) == (Stage.TRIAGE, "unconscious")
    asked = triage.answer_question(room.passage(case_id=case_id), question="awake", answer="no")
    assert asked["question"] == "breathing"
    judged = triage.answer_question(
        room.passage(case_id=case_id), question="breathing", answer="no"
    )
    assert (judged["question"], judged["determinant"]) == ("age", "arrest_adult")
    case.refresh_from_db()
    assert (case.severity, case.plan, case.awake, case.breathing) == ("P0", ["health"], "no", "no")


def test_what_intake_knows_is_not_asked_again(room: rooms.Room) -> None:
    case_id = room.case()
    know(room, case_id, awake="no", breathing="unknown")
    opened = triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    assert (opened["question"], opened["determinant"]) == ("age", "arrest_adult")
    assert Case.objects.get(id=case_id).severity == "P0"


def test_an_answer_put_right_never_lowers_what_it_raised(room: rooms.Room) -> None:
    case_id = room.case()
    know(room, case_id, awake="no", breathing="no")
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    triage.answer_question(room.passage(case_id=case_id), question="breathing", answer="yes")
    case = Case.objects.get(id=case_id)
    run = TriageRun.objects.filter(case=case).latest("started_at", "id")
    assert (run.determinant, case.severity, case.breathing) == (
        "unconscious_breathing",
        "P0",
        "yes",
    )


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [
        ("awake", "purple", "answer"),
        ("age", "adult", "question"),
        ("no_such", "yes", "question"),
    ],
)
def test_a_question_that_is_not_open_and_an_answer_it_lacks_name_what_is_right(
    question: str, answer: str, field: str, room: rooms.Room
) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    assert refused.value.status in {400, 409}
    assert refused.value.fields[field]
    assert rooms.everything() == before


def test_nothing_is_answered_before_a_protocol_is_open(room: rooms.Room) -> None:
    with pytest.raises(refusals.Invalid) as refused:
        triage.answer_question(room.passage(case_id=room.case()), question="awake", answer="yes")
    assert set(refused.value.fields) == {"question"}
