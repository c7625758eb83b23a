from __future__ import annotations

from uuid import UUID

from calls.casefile.kinds import Severity
from calls.protocols import contents, reader
from calls.protocols.faults import NotInBook
from calls.quality import course as courses
from calls.quality import expectations
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.quality.worked import read, worked


def judged(case_id: UUID) -> dict[str, bool]:
    found = expectations.of(courses.of(case_id), reader.edition)
    return {each.code: each.met for each in found}


def test_a_case_without_a_protocol_was_not_classified(room: rooms.Room) -> None:
    assert judged(room.answered()) == {"classified": False}


def test_every_question_on_the_way_is_expected_to_be_asked(room: rooms.Room) -> None:
    whole = judged(worked(room))
    assert whole["asked_whole"]
    short = worked(room, answers=(("awake", "no"), ("breathing", "no")))
    found = {e.code: e for e in expectations.of(courses.of(short), reader.edition)}
    assert not found["asked_whole"].met
    assert found["asked_whole"].codes == ("age",)


def test_what_intake_asked_is_not_expected_again(room: rooms.Room) -> None:
    case_id = room.answered()
    life = {"awake": "no", "breathing": "no"}
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    intake.record_intake(passage, **{**rooms.NOWHERE, "life": life})
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    triage.answer_question(room.passage(case_id=case_id), question="age", answer="adult")
    assert judged(case_id)["asked_whole"]


def test_what_another_protocol_asked_is_not_expected_again(room: rooms.Room) -> None:
    answers = (("awake", "yes"), ("breathing_awake", "yes"))
    case_id = worked(room, answers=answers, close=False)
    triage.start_protocol(room.passage(case_id=case_id), protocol="diabetic")
    triage.answer_question(room.passage(case_id=case_id), question="swallow", answer="no")
    assert judged(case_id)["asked_whole"]


def test_an_arrest_is_expected_in_time(room: rooms.Room) -> None:
    fast, slow = judged(worked(room, wait=5)), judged(worked(room, wait=200))
    assert fast["recognition"]
    assert not slow["recognition"]
    assert not fast["first_instruction"]


def test_what_counts_minutes_and_is_not_vital_is_recognised_in_time(room: rooms.Room) -> None:
    answers = (("awake", "yes"), ("breathing_awake", "yes"), ("signs", "face"))
    case_id = worked(room, protocol="stroke", answers=answers, close=False)
    (found,) = {each.severity for run in courses.of(case_id).runs for each in run.assigned}
    assert found == Severity.P1
    assert judged(case_id)["recognition"]


def test_who_only_sleeps_deeply_is_not_expected_to_be_pressed_on(room: rooms.Room) -> None:
    answers = (("awake", "no"), ("breathing", "yes"), ("injury", "no"))
    found = judged(worked(room, answers=answers))
    assert "first_instruction" in found
    assert not {"recognition", "first_compression"} & {*found}


def test_an_essential_step_left_out_is_missed(room: rooms.Room) -> None:
    case_id = worked(room, close=False)
    script = reader.book().script("cpr_adult")
    steps = [step.code for step in script.steps]
    upto = next(at for at, step in enumerate(script.steps) if step.essential)
    told = [{"step": code, "result": "done"} for code in steps[:upto]]
    read(room, case_id, "cpr_adult", [*told, skip(steps[upto])])
    found = judged(case_id)
    assert found["script_begun"]
    assert found["skips_explained"]
    assert not found["essential_read"]
    assert not found["script_ended"]


def bleeding(*steps: tuple[str, str]) -> dict[str, expectations.Expectation]:
    """Judge a grave bleeding whose script was read so: each step with the answer at it."""
    protocol = reader.book().protocol("bleeding_trauma")
    found = courses.Assigned(
        protocol=protocol.code, determinant="bleeding_severe", severity=Severity.P0, at=rooms.NOON
    )
    run = courses.Run(
        protocol=protocol.code,
        version=protocol.version,
        edition=protocol.digest,
        at=rooms.NOON,
        asked=(),
        assigned=(found,),
    )
    told = tuple(
        courses.Step(
            step=step,
            result=courses.DONE,
            at=rooms.NOON,
            seconds=1,
            position="OP1",
            language="es",
            child=False,
            branch=branch,
            reason="",
            text="",
        )
        for step, branch in steps
    )
    reading = courses.Reading(
        script="bleeding_severe", edition=protocol.digest, resumed=False, at=rooms.NOON, steps=told
    )
    course = courses.Course(
        opened_at=rooms.NOON,
        life={},
        runs=(run,),
        readings=(reading,),
        judged=(),
        milestones={},
        people=frozenset(),
    )
    return {each.code: each for each in expectations.of(course, reader.edition)}


BEGUN = (("press", ""), ("lie", ""), ("keep", ""), ("object", ""))


def test_an_essential_step_that_an_answer_went_past_is_not_missed() -> None:
    found = bleeding(*BEGUN, ("where", "stopped"), ("still", ""), ("awake", "yes"), ("tell_me", ""))
    assert found["essential_read"].met
    assert found["script_ended"].met


def test_an_essential_step_that_was_not_come_to_yet_is_missed() -> None:
    found = bleeding(*BEGUN, ("where", "limb"))
    assert found["essential_read"].codes == ("tourniquet",)
    assert not found["script_ended"].met


def test_a_script_that_led_into_another_was_gone_to_its_end() -> None:
    found = bleeding(*BEGUN, ("where", "stopped"), ("still", ""), ("awake", "no"))
    assert found["script_ended"].met


def test_an_edition_that_is_gone_is_not_judged(room: rooms.Room) -> None:
    def gone(digest: str) -> contents.Protocol:
        raise NotInBook("edition", digest, ())

    found = expectations.of(courses.of(worked(room)), gone)
    assert [each.code for each in found] == ["classified", "nothing_put_right"]


def skip(step: str) -> dict[str, str]:
    return {"step": step, "result": "skipped", "reason_code": "cannot"}
