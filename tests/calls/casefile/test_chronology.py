"""A log reads as what happened: what was corrected, entered late or is no longer kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from calls.casefile import chronology
from calls.casefile.log import Line

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def line(
    seq: int, kind: str, *, late: timedelta = timedelta(), missing: int = 0, **data: Any
) -> Line:
    at = NOON + timedelta(seconds=seq)
    return Line(
        seq=seq,
        kind=kind,
        at=at,
        recorded_at=at + late,
        actor_kind="person",
        actor_id=None,
        position="OP1",
        data=data,
        missing=missing,
    )


def test_a_later_value_stands_beside_each_that_it_corrects() -> None:
    places = [
        line(number, "intake.location_recorded", text=text)
        for number, text in enumerate(("Toro 1", "Toro 2", "Toro 2", "Zamora 1"), start=1)
    ]
    told = [(row["text"], row["now"]) for row in chronology.rows(places)]
    assert told == [("Toro 1", "Toro 2"), ("Toro 2", ""), ("Toro 2", "Zamora 1"), ("Zamora 1", "")]


def test_an_answer_corrects_the_one_to_the_same_question_alone() -> None:
    asked = [("awake", "yes"), ("breathing", "yes"), ("awake", "no")]
    rows = chronology.rows(
        line(number, "triage.question_answered", protocol="unknown", question=code, answer=answer)
        for number, (code, answer) in enumerate(asked, start=1)
    )
    assert [bool(row["now"]) for row in rows] == [True, False, False]


def test_notes_stand_beside_each_other() -> None:
    rows = chronology.rows(line(seq, "followup.note_added", text=str(seq)) for seq in (1, 2))
    assert [row["now"] for row in rows] == ["", ""]


def test_what_is_no_longer_kept_is_counted_and_corrects_nothing() -> None:
    rows = chronology.rows(
        [
            line(1, "intake.location_recorded", text="Toro 1"),
            line(2, "intake.location_recorded", missing=1),
        ]
    )
    assert [(row["missing"], row["now"]) for row in rows] == [(0, ""), (1, "")]


def test_what_was_entered_later_says_when() -> None:
    soon, late = chronology.rows(
        [
            line(1, "followup.note_added", late=timedelta(seconds=59), text="a"),
            line(2, "followup.note_added", late=timedelta(minutes=90), text="b"),
        ]
    )
    assert (soon["late"], soon["hour"]) == ("", "14:00:01")
    assert late["late"] == "01-05 15:30"


def test_a_kind_that_nobody_knows_any_more_is_still_told() -> None:
    (row,) = chronology.rows([line(1, "room.thing_forgotten")])
    assert (row["title"], row["text"], row["by"]) == ("room.thing_forgotten", "", "OP1")
