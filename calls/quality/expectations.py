"""What the book expects of a case's course, and whether the log shows it. Pure; it keeps nothing.

Each protocol worked is judged in the very edition it was asked in; one that is gone is not judged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from calls.casefile.kinds import Severity
from calls.protocols import contents
from calls.protocols.faults import NotInBook
from calls.quality import course as courses
from calls.stages.instructions import course as progress
from calls.stages.instructions import milestones

Editions = Callable[[str], contents.Protocol]
"""Give a protocol by its digest; raise NotInBook where it is gone."""

LABELS = {
    "classified": _("A protocol was opened"),
    "asked_whole": _("Every question was asked"),
    "nothing_put_right": _("No answer had to be put right"),
    "recognition": _("Recognised in time"),
    "first_instruction": _("First instruction in time"),
    "first_compression": _("First compression in time"),
    "script_begun": _("The script proposed was read"),
    "essential_read": _("No essential step was left out"),
    "skips_explained": _("What was skipped has its reason"),
    "script_ended": _("The script was read to its end"),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Expectation:
    """One thing expected: met or not as the log shows, with the figure aimed at in seconds.

    `codes` names what it is about: questions not asked, steps left out.
    """

    code: str
    met: bool
    seconds: float | None = None
    aim: int | None = None
    codes: tuple[str, ...] = ()


def of(course: courses.Course, editions: Editions) -> tuple[Expectation, ...]:
    """Judge a course by the protocols it went through."""
    return tuple(_all(course, editions))


def _all(course: courses.Course, editions: Editions) -> Iterator[Expectation]:
    yield Expectation(code="classified", met=bool(course.runs))
    if not course.runs:
        return
    run = course.runs[-1]
    put_right = tuple(each.question for each in run.asked if each.put_right)
    yield Expectation(code="nothing_put_right", met=not put_right, codes=put_right)
    protocol = _edition(run.edition, editions)
    if protocol is None:
        return
    yield from _asked(course, run, protocol)
    determinant = _determinant(run, protocol)
    if determinant is None:
        return
    yield from _in_time(course, protocol, determinant)
    yield from _read(course, determinant, editions)


def _asked(
    course: courses.Course, run: courses.Run, protocol: contents.Protocol
) -> Iterator[Expectation]:
    """Expect an answer to every question on the way; what was told was not asked again."""
    given = {each.question: each.answer for each in run.asked}
    question: contents.Question | None = protocol.questions[0]
    while question is not None:
        answer = given.get(question.code, "")
        life = course.life.get(question.fills, "")
        if question.settled_by(life) and answer in ("", *contents.LIFE_ANSWERS):
            answer = life
        told = question.answer(answer)
        if told is None:
            break
        question = protocol.question(told.ask) if told.ask is not None else None
    codes = (question.code,) if question is not None else ()
    yield Expectation(code="asked_whole", met=question is None, codes=codes)


def _determinant(run: courses.Run, protocol: contents.Protocol) -> contents.Determinant | None:
    if not run.assigned:
        return None
    try:
        return protocol.determinant(run.assigned[-1].determinant)
    except NotInBook:
        return None


def _in_time(
    course: courses.Course, protocol: contents.Protocol, determinant: contents.Determinant
) -> Iterator[Expectation]:
    """Expect all milestones of an arrest; of others what the protocol says and can be reached."""
    aims = milestones.aims(protocol.expects)
    arrest = determinant.time_critical == "arrest"
    grave = determinant.severity == Severity.P0 or bool(determinant.time_critical)
    due = {
        milestones.RECOGNITION: grave and milestones.RECOGNITION in protocol.expects,
        milestones.FIRST_INSTRUCTION: milestones.FIRST_INSTRUCTION in protocol.expects,
    }
    for code in contents.MILESTONES:
        if arrest or due.get(code):
            seconds = course.seconds.get(code)
            met = seconds is not None and seconds <= aims[code]
            yield Expectation(code=code, met=met, seconds=seconds, aim=aims[code])


def _read(
    course: courses.Course, determinant: contents.Determinant, editions: Editions
) -> Iterator[Expectation]:
    own = [each for each in course.readings if each.script == determinant.script]
    yield Expectation(code="script_begun", met=bool(own), codes=(determinant.script,))
    skipped = [each for reading in course.readings for each in reading.steps]
    unexplained = tuple(
        each.step for each in skipped if each.result == courses.SKIPPED and not each.reason
    )
    yield Expectation(code="skips_explained", met=not unexplained, codes=unexplained)
    protocol = _edition(own[-1].edition, editions) if own else None
    if protocol is None:
        return
    script = protocol.script(determinant.script)
    done = {step.step for reading in own for step in reading.steps if step.result == courses.DONE}
    due, ended = _way(script, own)
    left_out = tuple(code for code in due if code not in done)
    yield Expectation(code="essential_read", met=not left_out, codes=left_out)
    yield Expectation(code="script_ended", met=ended)


def _way(script: contents.Script, own: list[courses.Reading]) -> tuple[tuple[str, ...], bool]:
    """Give the essential steps on the way that the answers took, and whether its end was come to.

    What an answer went past is not on it; what comes is, as far as no answer decides.
    """
    begun = max(number for number, each in enumerate(own) if number == 0 or not each.resumed)
    steps = [step for reading in own[begun:] for step in reading.steps]
    entries = [{"step": e.step, "result": e.result, "branch": e.branch} for e in steps]
    now = progress.current(script, entries)
    way = {step.step for reading in own for step in reading.steps}
    way.update(each.code for each in (now, *progress.coming(script, now)) if each is not None)
    last = steps[-1] if steps and steps[-1].branch else None
    elsewhere = last is not None and script.step(last.step).branch(last.branch).script is not None
    due = tuple(each.code for each in script.steps if each.essential and each.code in way)
    return due, now is None or elsewhere


def _edition(digest: str, editions: Editions) -> contents.Protocol | None:
    try:
        return editions(digest)
    except NotInBook:
        return None
