"""Where the reading of a script stands, from what was read so far. Pure; it keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from calls.protocols import contents
from calls.stages.instructions.codes import Result

Entry: TypeAlias = Mapping[str, Any]
"""What became of one step, as `ScriptReading.steps` keeps it."""


def current(script: contents.Script, entries: Iterable[Entry]) -> contents.Step | None:
    """Return the step to be read now, or None where the script is through."""
    step: contents.Step | None = script.steps[0]
    for entry in entries:
        if entry["result"] != Result.REPEATED:
            step = onward(script, script.step(entry["step"]), entry.get("branch", ""))
    return step


def onward(script: contents.Script, step: contents.Step, branch: str) -> contents.Step | None:
    """Return what is read after a step, by the answer given at it ("" for none).

    An answer that leads into another script leaves this one at the same step: whoever comes back
    asks again.
    """
    way = step.branch(branch) if branch else None
    if way is not None and way.script is not None:
        return step
    if way is not None and way.go is not None:
        return script.step(way.go)
    return script.after(step)


def coming(script: contents.Script, step: contents.Step | None) -> list[contents.Step]:
    """Return the steps after one, in the order of the script, as far as no answer decides."""
    found: list[contents.Step] = []
    while step is not None and not step.branches:
        step = script.after(step)
        if step is not None:
            found.append(step)
    return found


def beat(script: contents.Script, entries: Iterable[Entry]) -> int | None:
    """Return beats per minute: those of the step read now, else of the last that had any."""
    entries = list(entries)
    now = current(script, entries)
    read = [script.step(entry["step"]) for entry in entries]
    beating = [step.metronome for step in (*read, now) if step is not None and step.metronome]
    return beating[-1] if beating else None
