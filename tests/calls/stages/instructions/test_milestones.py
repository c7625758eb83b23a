"""How soon a caller was helped, counted from the answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import translation

from calls.casefile import chronology, log
from calls.casefile.models import Case
from calls.stages.instructions import queries as reading
from calls.stages.instructions import services as instructions
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.stages.instructions import shelves

CPR, SIDE = "drill_cpr", "drill_side"


def milestones(case_id: UUID) -> dict[str, tuple[int, int | None]]:
    """Give aim and seconds of each milestone of the case."""
    shown: list[dict[str, Any]] = reading.case_part(Case.objects.get(id=case_id), rooms.GATEWAY)[
        "milestones"
    ]
    return {each["code"]: (each["aim"], each["seconds"]) for each in shown}


def test_each_milestone_counts_from_the_answer_against_the_protocols_own_aims(
    room: rooms.Room, shelf: shelves.Shelf
) -> None:
    case_id = room.case()
    assert milestones(case_id) == {"first_instruction": (180, None)}
    room.later(seconds=20)
    triage.start_protocol(room.passage(case_id=case_id), protocol="drill")
    triage.answer_question(room.passage(case_id=case_id), question="grave", answer="yes")
    instructions.start_script(room.passage(case_id=case_id), script=CPR)
    aims = {"recognition": 30, "first_instruction": 60, "first_compression": 90}
    assert milestones(case_id) == {
        "recognition": (30, 20),
        "first_instruction": (60, None),
        "first_compression": (90, None),
    }
    room.later(seconds=15)
    instructions.record_step(room.passage(case_id=case_id), step="ready", result="done")
    room.later(seconds=80)
    instructions.record_step(room.passage(case_id=case_id), step="push", result="done")
    room.later(seconds=5)
    instructions.record_step(
        room.passage(case_id=case_id), step="recheck", result="done", branch="no"
    )
    instructions.record_step(room.passage(case_id=case_id), step="push", result="done")
    assert milestones(case_id) == {
        "recognition": (aims["recognition"], 20),
        "first_instruction": (aims["first_instruction"], 35),
        "first_compression": (aims["first_compression"], 115),
    }


def test_what_was_skipped_or_only_repeated_reaches_nothing(
    room: rooms.Room, shelf: shelves.Shelf
) -> None:
    case_id = room.case()
    instructions.start_script(room.passage(case_id=case_id), script=CPR)
    for step, result, reason in (
        ("ready", "repeated", ""),
        ("ready", "skipped", "already_done"),
        ("push", "skipped", "cannot"),
    ):
        instructions.record_step(
            room.passage(case_id=case_id), step=step, result=result, reason_code=reason
        )
    assert [seconds for _aim, seconds in milestones(case_id).values()] == [None, None, None]


def test_the_log_tells_a_step_with_its_language_answer_and_reason(
    room: rooms.Room, shelf: shelves.Shelf
) -> None:
    case_id = room.case()
    instructions.start_script(room.passage(case_id=case_id), script=CPR)
    instructions.choose_wording(room.passage(case_id=case_id), language="fr")
    for step, told in (
        ("ready", {"result": "skipped", "reason_code": "other", "reason": "ya está"}),
        ("push", {"result": "done"}),
        ("recheck", {"result": "done", "branch": "yes"}),
    ):
        instructions.record_step(room.passage(case_id=case_id), step=step, **told)
    with translation.override("en"):
        rows = chronology.rows(log.read(case_id))
    texts = [row["text"] for row in rows if row["kind"].startswith("instructions.")]
    assert texts == [
        "Drill CPR",
        "FR",
        "Kneel beside them. · FR · Skipped · Another reason · ya está",
        "Push hard on the centre of the chest. · FR",
        "Look at the chest. Do they breathe now? · FR · Breathing",
        "On the side",
    ]
