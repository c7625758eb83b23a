from __future__ import annotations

from calls.protocols import reader
from calls.quality import course as courses
from tests.calls import room as rooms
from tests.calls.quality.worked import read, worked


def test_what_was_asked_is_told_in_order_with_how_long_each_answer_took(room: rooms.Room) -> None:
    course = courses.of(worked(room, wait=7))
    (run,) = course.runs
    assert (run.protocol, len(run.edition)) == ("unconscious", 64)
    assert [(each.question, each.answer, each.seconds) for each in run.asked] == [
        ("awake", "no", 7.0),
        ("breathing", "no", 7.0),
        ("age", "adult", 7.0),
    ]
    assert course.determinant is not None
    assert course.determinant.determinant == "arrest_adult"


def test_an_answer_put_right_is_marked(room: rooms.Room) -> None:
    answers = (("awake", "no"), ("breathing", "yes"), ("breathing", "no"))
    (run,) = courses.of(worked(room, answers=answers)).runs
    assert [each.put_right for each in run.asked] == [False, False, True]


def test_what_was_read_is_told_with_result_and_seconds(room: rooms.Room) -> None:
    case_id = worked(room, close=False)
    first, second, *_rest = reader.book().script("cpr_adult").steps
    skipped = {"step": second.code, "result": "skipped", "reason_code": "already_done"}
    read(room, case_id, "cpr_adult", [{"step": first.code, "result": "done"}, skipped])
    (reading,) = courses.of(case_id).readings
    assert [(each.step, each.result, each.seconds) for each in reading.steps] == [
        (first.code, "done", 9.0),
        (second.code, "skipped", 4.0),
    ]
    assert reading.steps[1].reason == "already_done"


def test_milestones_are_counted_from_the_answering(room: rooms.Room) -> None:
    case_id = worked(room, wait=10, close=False)
    read(room, case_id, "cpr_adult", [{"step": "speaker", "result": "done"}])
    seconds = courses.of(case_id).seconds
    assert seconds == {"recognition": 30.0, "first_instruction": 44.0}


def test_who_worked_a_case_is_known(room: rooms.Room) -> None:
    assert room.lucia.id in courses.of(worked(room)).people
