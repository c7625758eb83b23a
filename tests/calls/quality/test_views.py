from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from calls.casefile import log
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case, Event, Hand
from calls.people.models import Role
from calls.people.trace_models import AccessRecord
from calls.protocols import reader
from calls.quality import course as courses
from calls.quality import expectations, figures
from calls.quality.models import CaseReview
from calls.stages.instructions import milestones
from calls.stages.intake import services as intake
from tests.calls import room as rooms
from tests.calls.quality.worked import end, read, worked


def review(room: rooms.Room, case_id: UUID, user: Any = None, **changed: str) -> Any:
    found = expectations.of(courses.of(case_id), reader.edition)
    marks = {f"mark_{each.code}": "met" if each.met else "missed" for each in found}
    fields = {"outcome": "P1", "remark": "Bien.", **marks, **changed}
    path = f"/quality/cases/{case_id}/review/"
    return rooms.Browser(user or room.carmen).command(path, **fields)


def test_a_supervisor_marks_a_closed_case_and_the_log_keeps_it(room: rooms.Room) -> None:
    case_id = worked(room)
    assert review(room, case_id).status_code == 200
    held = CaseReview.objects.get(case=case_id)
    assert (held.judged, held.outcome, held.remark) == ("P0", "P1", "Bien.")
    assert held.marks["asked_whole"] == "met"
    assert Event.objects.filter(stream=held.id, kind="quality.case_reviewed").count() == 1
    again = review(room, case_id, outcome="P0")
    assert again.json()["version"] == 2
    assert Event.objects.filter(stream=held.id).count() == 2


def test_reading_a_case_to_review_it_is_recorded(room: rooms.Room) -> None:
    case_id = worked(room)
    page = rooms.Browser(room.carmen).get(f"/quality/cases/{case_id}/")
    assert page.status_code == 200
    assert AccessRecord.objects.filter(action="quality.read", subject_id=case_id).count() == 1


def test_the_page_tells_question_answer_and_seconds_in_the_readers_words(
    room: rooms.Room,
) -> None:
    case_id = worked(room, wait=7)
    body = rooms.Browser(room.carmen).get(f"/quality/cases/{case_id}/").content.decode()
    protocol = reader.book().protocol("unconscious")
    assert protocol.words["es"].texts["question.awake"] in body
    assert protocol.words["es"].texts["answer.awake.no"] in body
    assert "7 s" in body


def test_nobody_reviews_a_case_they_worked_on(room: rooms.Room) -> None:
    own = worked(room)
    room.lucia.role = Role.SUPERVISOR
    room.lucia.save()
    assert review(room, own, room.lucia).status_code == 403
    assert not CaseReview.objects.exists()


@pytest.mark.parametrize("still_in_hand", [True, False])
def test_who_took_a_case_over_and_closed_it_does_not_review_it(
    room: rooms.Room, *, still_in_hand: bool
) -> None:
    case_id = worked(room, close=False)
    intake.take_over(room.passage(room.carmen, case_id), reason="Va a comer.")
    end(room, case_id, Disposition.TAKEN_TO_HOSPITAL, room.carmen)
    if not still_in_hand:
        Hand.objects.filter(case=case_id, user=room.carmen).delete()
    assert review(room, case_id).status_code == 403
    page: Any = rooms.Browser(room.carmen).get(f"/quality/cases/{case_id}/")
    assert page.context["own"]
    assert not CaseReview.objects.exists()


def test_who_had_a_case_in_hand_does_not_review_it(room: rooms.Room) -> None:
    case_id = worked(room)
    Hand.objects.create(case_id=case_id, user=room.carmen)
    assert review(room, case_id).status_code == 403


def test_an_open_case_is_not_reviewed(room: rooms.Room) -> None:
    assert review(room, worked(room, close=False)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "P9"}, "outcome"),
        ({"mark_asked_whole": ""}, "mark_asked_whole"),
        ({"mark_asked_whole": "maybe"}, "mark_asked_whole"),
    ],
)
def test_a_review_that_is_not_whole_names_its_field_and_changes_nothing(
    room: rooms.Room, changed: dict[str, str], field: str
) -> None:
    answer = review(room, worked(room), **changed)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not CaseReview.objects.exists()


def test_over_and_under_triage_are_counted_by_protocol(room: rooms.Room) -> None:
    over, under = (
        worked(room),
        worked(room, answers=(("awake", "no"), ("breathing", "yes"), ("injury", "no"))),
    )
    worked(room, disposition=Disposition.NOTHING_FOUND)
    review(room, over, outcome="P2")
    review(room, under, outcome="P0")
    (row,) = figures.of(since=rooms.NOON, until=room.later(days=1))
    assert (row.protocol, row.cases, row.reviewed) == ("unconscious", 3, 2)
    assert (row.over, row.under, row.likely_over, row.likely_under) == (1, 1, 1, 0)
    assert row.recognition is not None


def test_the_seconds_of_a_protocol_are_the_milestones_of_its_cases(room: rooms.Room) -> None:
    case_id = worked(room, wait=7, close=False)
    told = [
        {"step": "speaker", "result": "skipped", "reason_code": "other", "reason": "Ya lo dijo."},
        {"step": "flat", "result": "done"},
    ]
    read(room, case_id, "cpr_adult", told)
    end(room, case_id, Disposition.TAKEN_TO_HOSPITAL)
    reached = milestones.reached(log.read(case_id, kinds=milestones.KINDS))
    since = milestones.since(Case.objects.get(id=case_id))
    (row,) = figures.of(since=rooms.NOON, until=room.later(days=1))
    seconds = {name: (at - since).total_seconds() for name, at in reached.items()}
    assert row.first_instruction == seconds["first_instruction"]
    assert row.recognition == seconds["recognition"]


def test_an_auditor_reads_the_figures_and_marks_nothing(room: rooms.Room) -> None:
    auditor = room.person("ana", Role.AUDITOR)
    case_id = worked(room)
    assert rooms.Browser(auditor).get("/quality/?days=400").status_code == 200
    assert review(room, case_id, auditor).status_code == 403


def test_a_bad_question_to_the_figures_is_named(room: rooms.Room) -> None:
    answer = rooms.Browser(room.carmen).get("/quality/?days=0")
    assert answer.status_code == 400
