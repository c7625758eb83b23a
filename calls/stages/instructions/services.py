"""Read a script to the caller, step by step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code, stamp
from calls.casefile.kinds import Stage
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader
from calls.stages.instructions import events, readings, wording
from calls.stages.instructions.codes import Result, SkipReason
from calls.stages.instructions.models import ScriptReading

READ_AT_MOST = 500
"""Entries of one reading."""


@door.step("instructions.start_script")
def start_script(sheet: Sheet, *, script: str) -> door.Answer:
    """Begin to read a script; the one being read before is left where it stands."""
    begin(sheet, script=script)
    return {"script": script}


def begin(sheet: Sheet, *, script: str) -> None:
    """Begin a script inside another step, in the words chosen for this caller so far."""
    book = reader.book()
    protocol = book.owner(book.script(script))
    before = readings.newest(sheet.case)
    ScriptReading.objects.create(
        case=sheet.case,
        script=script,
        protocol_version=protocol.version,
        edition=protocol.digest,
        language=before.language if before else wording.screen_language(),
        child=before.child if before else None,
        turn=before.turn + 1 if before else 1,
        started_at=sheet.at,
    )
    sheet.move_to(Stage.INSTRUCTIONS)
    sheet.record(
        events.ScriptStarted(
            script=Code(script),
            protocol_version=protocol.version,
            edition=Code(protocol.digest),
            left=_left(before),
        )
    )


def is_reading(sheet: Sheet, *, script: str) -> bool:
    """Say whether this script is the one being read, and not yet through."""
    pinned = _on_screen(sheet)
    return pinned is not None and pinned.script.code == script and pinned.current is not None


@door.step("instructions.record_step")
def record_step(
    sheet: Sheet,
    *,
    step: str,
    result: str,
    script: str = "",
    branch: str = "",
    reason_code: str = "",
    reason: str = "",
) -> door.Answer:
    """Record what became of the current step; what is read next follows from it.

    `script` names the one the step was read from, `branch` what the caller answered, `reason_code`
    and `reason` why it was skipped, the second in words. Raises Invalid, naming what is allowed
    now, where the step is not the current one, has no such answer or is skipped without a reason.
    """
    reading = _going_on(sheet)
    current = _current(reading, script=script, step=step)
    way = _way(current, result=result, branch=branch)
    _check_reason(result=result, code=reason_code, words=reason)
    is_done = result == Result.DONE
    child = reading.is_for_child(sheet.case) and reading.has_child_words(current)
    kept = {
        "step": step,
        "result": result,
        "at": stamp(sheet.at),
        "language": reading.language,
        "child": child,
    }
    told = {"branch": branch, "reason_code": reason_code}
    row = reading.reading
    row.steps = [*row.steps, kept | {name: code for name, code in told.items() if code}]
    row.save(update_fields=["steps"])
    sheet.record(
        events.StepRecorded(
            script=Code(row.script),
            step=Code(step),
            result=Code(result),
            edition=Code(reading.protocol.digest),
            language=Code(reading.language),
            child=child,
            branch=Code(branch) if branch else None,
            milestone=Code(current.milestone) if current.milestone and is_done else None,
            reason_code=Code(reason_code) if reason_code else None,
            reason=reason,
        )
    )
    if way is not None and way.script is not None:
        begin(sheet, script=way.script)
    return _next(sheet)


@door.step("instructions.choose_wording")
def choose_wording(sheet: Sheet, *, language: str = "", child: bool | None = None) -> door.Answer:
    """Choose the language, or words for a child or not; "" and None leave it as it is.

    The step stays where it is. Raises Invalid where the script is not written in that language.
    """
    reading = _going_on(sheet)
    if language and language not in reading.languages:
        raise refusals.Invalid(
            _("This script is not written in that language."),
            fields={"language": reading.languages},
        )
    row = reading.reading
    row.language = language or row.language
    row.child = row.child if child is None else child
    row.save(update_fields=["language", "child"])
    for_child = reading.is_for_child(sheet.case)
    sheet.record(
        events.WordingChosen(
            script=Code(row.script), language=Code(reading.language), child=for_child
        )
    )
    return {"language": reading.language, "child": for_child}


@door.step("instructions.resume_script")
def resume_script(sheet: Sheet, *, script: str) -> door.Answer:
    """Go on with a script that was left, at the step it was left at.

    Raises Invalid where none of that code was, naming those that were.
    """
    known = readings.all_of(sheet.case)
    waiting = {each.script.code: each for each in readings.left(known)}
    if script not in waiting:
        raise refusals.Invalid(
            _("No such script was left before its end."),
            fields={"script": list(waiting) or [_("Begin a script.")]},
        )
    pinned = waiting[script]
    here, row = known[0], pinned.reading
    row.turn, row.language, row.child = here.turn + 1, here.language, here.child
    row.save(update_fields=["turn", "language", "child"])
    step = pinned.current
    sheet.record(
        events.ScriptResumed(
            script=Code(script),
            step=Code(step.code if step else ""),
            edition=Code(pinned.protocol.digest),
            left=_left(here),
        )
    )
    return _next(sheet)


def _on_screen(sheet: Sheet) -> readings.Pinned | None:
    row = readings.newest(sheet.case)
    return readings.pin(row) if row else None


def _going_on(sheet: Sheet) -> readings.Pinned:
    """Return the reading on screen; refuse where there is none, or its edition is gone."""
    row = readings.newest(sheet.case)
    if row is None:
        raise refusals.Invalid(
            _("No script is being read."), fields={"step": [_("Begin a script first.")]}
        )
    pinned = readings.pin(row)
    if pinned is None:
        raise refusals.Refusal(
            _("The edition this script was begun in is gone; begin it again."),
            code="edition_gone",
            status=409,
            fields={"script": _startable(row.script)},
        )
    if len(row.steps) >= READ_AT_MOST:
        raise refusals.Refusal(
            _("This reading is full; begin the script again."), code="sheet_full", status=409
        )
    return pinned


def _startable(script: str) -> list[str]:
    known = reader.book().scripts
    return [script] if script in known else sorted(known)


def _current(reading: readings.Pinned, *, script: str, step: str) -> contents.Step:
    expected = reading.current
    if expected is None or expected.code != step or script not in {"", reading.script.code}:
        allowed = f"{reading.script.code}/{expected.code}" if expected else _("none")
        raise refusals.Invalid(
            _("This is not the step that is read now."),
            fields={"step": [_("The current step is: {step}").format(step=allowed)]},
        )
    return expected


def _way(step: contents.Step, *, result: str, branch: str) -> contents.Branch | None:
    """Return where the answer given leads; refuse one that the step has not, or lacks."""
    codes = [way.code for way in step.branches] if result == Result.DONE else []
    if not codes and not branch:
        return None
    if branch not in codes:
        raise refusals.Invalid(
            _("This step goes on by what the caller answers.")
            if codes
            else _("No answer belongs to this step."),
            fields={"branch": codes or [_("Send none.")]},
        )
    way = step.branch(branch)
    if way.script is not None and way.script not in reader.book().scripts:
        others = [each.code for each in step.branches if each.script != way.script]
        raise refusals.Refusal(
            _("The script this answer leads to is gone."),
            code="edition_gone",
            status=409,
            fields={"branch": others},
        )
    return way


def _check_reason(*, result: str, code: str, words: str) -> None:
    """Refuse a step skipped without a reason, and one read with one."""
    if result != Result.SKIPPED:
        if code or words:
            raise refusals.Invalid(
                _("Only a step that is skipped has a reason."),
                fields={"reason_code": [_("Send none.")]},
            )
        return
    if code not in SkipReason.values:
        raise refusals.Invalid(
            _("A step is skipped for a reason."), fields={"reason_code": SkipReason.values}
        )
    if code == SkipReason.OTHER and not words:
        raise refusals.Invalid(
            _("A step is skipped for a reason."), fields={"reason": [_("Say which.")]}
        )


def _left(reading: ScriptReading | None) -> Code | None:
    pinned = readings.pin(reading) if reading else None
    if pinned is None or pinned.current is None:
        return None
    return Code(pinned.script.code)


def _next(sheet: Sheet) -> door.Answer:
    pinned = _on_screen(sheet)
    step = pinned.current if pinned else None
    return {
        "script": pinned.script.code if pinned else None,
        "next": step.code if step else None,
    }
