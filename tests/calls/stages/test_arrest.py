"""The one key of a suspected arrest."""

from __future__ import annotations

from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case, Commitment
from calls.stages import arrest
from calls.stages.instructions import queries as reading
from calls.stages.instructions import services as instructions
from calls.stages.instructions.models import ScriptReading
from calls.stages.transfer import commitments
from calls.stages.transfer.models import Offer
from calls.stages.triage import services as triage
from tests.calls import room as rooms


def test_the_one_key_judges_asks_and_begins_without_place_or_reason(room: rooms.Room) -> None:
    case_id = room.answered()
    answer = arrest.suspect_arrest(room.passage(case_id=case_id))
    case = Case.objects.get(id=case_id)
    assert (case.severity, case.plan, case.stage) == ("P0", ["health"], Stage.TRANSFER)
    assert answer["at_once"] == "cpr_adult"
    offer = Offer.objects.get(id=answer["offer"])
    assert offer.centre.agency_id == "health"
    assert (offer.due_at - offer.offered_at).total_seconds() == 45
    part = reading.case_part(case, rooms.GATEWAY)
    assert part["steps"][0]["state"] == "current"
    assert rooms.kinds(case_id) == [
        "intake.case_opened",
        "triage.protocol_started",
        "triage.determinant_assigned",
        "triage.time_critical_found",
        "instructions.script_started",
        "transfer.case_offered",
    ]


def test_the_one_key_begins_compressions_even_where_nobody_can_be_asked(room: rooms.Room) -> None:
    room.health.jurisdictions.all().delete()
    case_id = room.answered()
    answer = arrest.suspect_arrest(room.passage(case_id=case_id))
    assert (answer["offer"], answer["at_once"]) == (None, "cpr_adult")
    assert ScriptReading.objects.filter(case=case_id).count() == 1
    asked = room.case()
    room.offered(asked, room.fire)
    again = arrest.suspect_arrest(room.passage(case_id=asked))
    assert again["refused"] == "invalid"


def test_the_key_pressed_again_leaves_the_caller_where_they_are(room: rooms.Room) -> None:
    case_id = room.answered()
    first = arrest.suspect_arrest(room.passage(case_id=case_id))
    instructions.record_step(room.passage(case_id=case_id), step="speaker", result="done")
    again = arrest.suspect_arrest(room.passage(case_id=case_id))
    assert (again["offer"], again["refused"]) == (None, "already_offered")
    assert again["at_once"] == first["at_once"]
    assert [step["step"] for step in ScriptReading.objects.get(case=case_id).steps] == ["speaker"]
    assert Offer.objects.count() == 1


def test_who_was_asked_at_leisure_answers_as_for_a_threat_to_life(room: rooms.Room) -> None:
    case_id = room.case()
    triage.judge_severity(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        severity=Severity.P2,
        reason="leve",
    )
    offer = Offer.objects.get(id=room.offered(case_id))
    room.later(seconds=10)
    arrest.suspect_arrest(room.passage(case_id=case_id))
    hastened = Offer.objects.get(id=offer.id).due_at
    assert (hastened - offer.offered_at).total_seconds() == 55
    assert Commitment.objects.get(ref=offer.id, kind=commitments.ANSWER).due_at == hastened
    room.later(seconds=10)
    arrest.suspect_arrest(room.passage(case_id=case_id))
    assert Offer.objects.get(id=offer.id).due_at == hastened


def test_the_key_keeps_what_triage_knows_of_the_age(room: rooms.Room) -> None:
    case_id = room.answered()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    for question, answer in (("awake", "no"), ("breathing", "no"), ("age", "infant")):
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    assert arrest.suspect_arrest(room.passage(case_id=case_id))["at_once"] == "cpr_infant"


def test_the_key_keeps_an_arrest_of_any_protocol(room: rooms.Room) -> None:
    case_id = room.answered()
    triage.start_protocol(room.passage(case_id=case_id), protocol="collision")
    for question, answer in (("danger", "none"), ("awake", "no"), ("breathing_down", "no")):
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    assert arrest.suspect_arrest(room.passage(case_id=case_id))["at_once"] == "crash_cpr"
    assert rooms.kinds(case_id).count("triage.protocol_started") == 1


def test_the_key_is_vital_even_where_somebody_had_judged_the_arrest_less_grave(
    room: rooms.Room,
) -> None:
    case_id = room.answered()
    arrest.suspect_arrest(room.passage(case_id=case_id))
    triage.judge_severity(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        severity=Severity.P2,
        reason="se mueve",
    )
    arrest.suspect_arrest(room.passage(case_id=case_id))
    assert Case.objects.get(id=case_id).severity == "P0"
