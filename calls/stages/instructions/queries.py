"""The script as the console shows it: one step large, the next in sight."""

from __future__ import annotations

from typing import Any

from calls.casefile.models import Case
from calls.people.actor import Actor
from calls.protocols import reader
from calls.stages.instructions import wording
from calls.stages.instructions.models import ScriptReading


def case_part(case: Case, actor: Actor) -> dict[str, Any]:
    """Give the newest reading: title, steps with their state, metronome beats per minute."""
    reading = ScriptReading.objects.filter(case=case).order_by("-started_at").first()
    if reading is None or reading.script not in reader.book().scripts:
        return {"script": None, "steps": [], "metronome": None}
    script = reader.book().script(reading.script)
    read = len(reading.steps)
    steps = []
    for number, step in enumerate(script.steps):
        told = reading.steps[number] if number < read else {}
        waiting = "current" if number == read else "next"
        steps.append(
            {
                "code": step.code,
                "text": wording.step_text(script.code, step.code),
                "state": told.get("result", waiting),
                "at": told.get("at"),
                "metronome": step.metronome,
            }
        )
    beating = [step.metronome for step in script.steps[: read + 1] if step.metronome]
    return {
        "script": {"code": script.code, "title": wording.script_title(script.code)},
        "steps": steps,
        "metronome": beating[-1] if beating else None,
    }
