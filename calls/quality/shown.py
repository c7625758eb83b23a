"""A case's course in the words of the very editions it was asked and read in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import datetime

from calls.quality import course as courses
from calls.quality import expectations
from calls.stages.instructions import codes as results
from calls.stages.instructions import wording as instructions
from calls.stages.triage import wording as triage


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a course: what was said and what came of it; `seconds` since the one before."""

    at: datetime
    seconds: float
    told: str
    answer: str
    note: str = ""
    position: str = ""
    language: str = ""
    late: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """A protocol worked, or a script read, with its rows."""

    kind: str
    code: str
    title: str
    at: datetime
    rows: tuple[Row, ...]


SLOW = 30
"""Seconds over which a single question or step is worth a look."""


def parts(course: courses.Course) -> list[Part]:
    """Give protocols and scripts in the order they were begun."""
    told = [*map(_run, course.runs), *map(_reading, course.readings)]
    return sorted(told, key=lambda part: part.at)


def _run(run: courses.Run) -> Part:
    rows = [
        Row(
            at=each.at,
            seconds=each.seconds,
            told=triage.question(run.protocol, each.question, run.edition),
            answer=triage.answer(run.protocol, each.question, each.answer, run.edition),
            note="put_right" if each.put_right else "",
            position=each.position,
            late=each.seconds > SLOW,
        )
        for each in run.asked
    ]
    rows += [
        Row(
            at=each.at,
            seconds=0,
            told=triage.determinant(run.protocol, each.determinant, run.edition),
            answer=each.severity.value,
            note="determinant",
        )
        for each in run.assigned
    ]
    return Part(
        kind="protocol",
        code=f"{run.protocol} {run.version}",
        title=triage.title(run.protocol, run.edition),
        at=run.at,
        rows=tuple(sorted(rows, key=lambda row: row.at)),
    )


def _reading(reading: courses.Reading) -> Part:
    return Part(
        kind="script",
        code=reading.script,
        title=instructions.script_title(reading.script, reading.edition),
        at=reading.at,
        rows=tuple(_steps(reading)),
    )


def _steps(reading: courses.Reading) -> Iterator[Row]:
    for each in reading.steps:
        answer = str(results.Result(each.result).label)
        if each.branch:
            branch = instructions.branch_text(
                reading.script, each.step, each.branch, reading.edition
            )
            answer = f"{answer} · {branch}"
        why = str(results.SkipReason(each.reason).label) if each.reason else ""
        yield Row(
            at=each.at,
            seconds=each.seconds,
            told=instructions.step_text(
                reading.script, each.step, reading.edition, child=each.child
            ),
            answer=answer,
            note=" · ".join(part for part in (why, each.text) if part),
            position=each.position,
            language=each.language,
            late=each.seconds > SLOW,
        )


def about(
    found: Iterable[expectations.Expectation], course: courses.Course
) -> list[tuple[expectations.Expectation, str, str]]:
    """Give each expectation with its label and the words of what it is about."""
    return [(each, str(expectations.LABELS[each.code]), _words(each, course)) for each in found]


def _words(each: expectations.Expectation, course: courses.Course) -> str:
    run = course.runs[-1] if course.runs else None
    if run is not None and each.code in {"asked_whole", "nothing_put_right"}:
        told = [triage.question(run.protocol, code, run.edition) for code in each.codes]
    elif each.code == "script_begun":
        told = [instructions.script_title(code) for code in each.codes]
    else:
        steps = {
            step.step: (reading.script, reading.edition)
            for reading in course.readings
            for step in reading.steps
        }
        told = [
            instructions.step_text(steps[code][0], code, steps[code][1]) if code in steps else code
            for code in each.codes
        ]
    return " · ".join(told)
