"""Read a script to the caller, step by step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code, stamp
from calls.casefile.kinds import Stage
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader
from calls.stages.instructions import events
from calls.stages.instructions.models import ScriptReading


@door.step("instructions.start_script")
def start_script(sheet: Sheet, *, script: str) -> door.Answer:
    """Begin to read a script; the one being read before stays in the log."""
    begin(sheet, script=script)
    return {"script": script}


def begin(sheet: Sheet, *, script: str) -> None:
    """Begin a script inside another step."""
    book = reader.book()
    found = book.script(script)
    version = book.owner(found).version
    ScriptReading.objects.create(
        case=sheet.case, script=script, protocol_version=version, started_at=sheet.at
    )
    sheet.move_to(Stage.INSTRUCTIONS)
    sheet.record(events.ScriptStarted(script=Code(script), protocol_version=version))


def is_reading(sheet: Sheet, *, script: str) -> bool:
    """Say whether this script is the one being read, and not yet through."""
    reading = _newest(sheet)
    return reading is not None and reading.script == script and current_step(reading) is not None


@door.step("instructions.record_step")
def record_step(sheet: Sheet, *, step: str, result: str) -> door.Answer:
    """Record that the current step was read or skipped; the next becomes current.

    Raises Invalid where `step` is not the current one, naming it.
    """
    reading = _newest(sheet)
    expected = current_step(reading)
    if reading is None or expected is None or expected.code != step:
        allowed = expected.code if expected else _("none")
        raise refusals.Invalid(
            _("This is not the step that is read now."),
            fields={"step": [_("The current step is: {step}").format(step=allowed)]},
        )
    entry = {"step": step, "result": result, "at": stamp(sheet.at)}
    reading.steps = [*reading.steps, entry]
    reading.save(update_fields=["steps"])
    sheet.record(
        events.StepRecorded(script=Code(reading.script), step=Code(step), result=Code(result))
    )
    following = current_step(reading)
    return {"next": following.code if following else None}


def _newest(sheet: Sheet) -> ScriptReading | None:
    return ScriptReading.objects.filter(case=sheet.case).order_by("-started_at").first()


def current_step(reading: ScriptReading | None) -> contents.Step | None:
    """Give the step that is to be read now, or None where the script is through."""
    if reading is None:
        return None
    steps = reader.book().script(reading.script).steps
    read = len(reading.steps)
    return steps[read] if read < len(steps) else None
