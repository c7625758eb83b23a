"""The script as the console shows it: one step large, the next in sight."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info

from calls.casefile import log
from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.people.actor import Actor
from calls.protocols import contents, wording
from calls.stages.instructions import codes, course, milestones, readings
from calls.stages.instructions import wording as instructions
from calls.stages.instructions.models import ScriptReading


def case_part(case: Case, actor: Actor) -> dict[str, Any]:
    """Give the reading on screen, what else was begun, and how soon the caller was helped.

    `steps` are what was read in order, the current step and those that follow it as far as no
    answer decides; each in the words it is read in (`lang`).
    """
    known = readings.all_of(case)
    pinned = readings.pin(known[0]) if known else None
    part = {
        "script": None,
        "steps": [],
        "metronome": None,
        "begun": sorted({each.script for each in known if each.steps or each is known[0]}),
        "left": [_left(each) for each in readings.left(known)],
        "since": stamp(milestones.since(case)),
        "milestones": _milestones(case, known, pinned),
    }
    if pinned is not None:
        return part | {
            "script": _script(case, pinned),
            "steps": _steps(case, pinned),
            "metronome": course.beat(pinned.script, pinned.reading.steps),
        }
    return part | ({"script": _gone(known[0])} if known else {})


def _script(case: Case, pinned: readings.Pinned) -> dict[str, Any]:
    reading, current = pinned.reading, pinned.current
    return {
        "code": reading.script,
        "title": instructions.script_title(reading.script, pinned.protocol.digest),
        "edition": pinned.protocol.digest,
        "version": pinned.protocol.version,
        "gone": False,
        "started_at": stamp(reading.started_at),
        "number": pinned.script.steps.index(current) + 1 if current else None,
        "total": len(pinned.script.steps),
        "lang": pinned.language,
        "languages": [{"code": code, "name": _own_name(code)} for code in pinned.languages],
        "lacks": reading.language if reading.language != pinned.language else "",
        "child": pinned.is_for_child(case),
        "has_child": any(pinned.has_child_words(step) for step in pinned.script.steps),
        "gloss": _gloss(pinned, current) if current else "",
        "branches": [_branch(pinned, current, way) for way in current.branches] if current else [],
    }


def _gone(reading: ScriptReading) -> dict[str, Any]:
    return {
        "code": reading.script,
        "title": instructions.script_title(reading.script),
        "edition": reading.edition,
        "version": reading.protocol_version,
        "gone": True,
        "started_at": stamp(reading.started_at),
        "number": None,
        "total": 0,
        "lang": "",
        "languages": [],
        "lacks": "",
        "child": False,
        "has_child": False,
        "gloss": "",
        "branches": [],
    }


def _steps(case: Case, pinned: readings.Pinned) -> list[dict[str, Any]]:
    script, current = pinned.script, pinned.current
    told = [
        _told(pinned, script.step(entry["step"]), entry) | {"key": f"{number}"}
        for number, entry in enumerate(pinned.reading.steps)
    ]
    ahead = [current, *course.coming(script, current)] if current else []
    return told + [
        {
            "key": "now" if step is current else step.code,
            "code": step.code,
            "text": _text(pinned, step, pinned.language, child=pinned.is_for_child(case)),
            "lang": pinned.language,
            "state": "current" if step is current else "next",
            "at": None,
            "metronome": step.metronome,
        }
        for step in ahead
    ]


def _told(pinned: readings.Pinned, step: contents.Step, entry: course.Entry) -> dict[str, Any]:
    language = entry.get("language", instructions.screen_language())
    reason, branch = entry.get("reason_code"), entry.get("branch")
    edition = pinned.protocol.digest
    return {
        "code": step.code,
        "text": _text(pinned, step, language, child=entry.get("child", False)),
        "lang": language,
        "state": entry["result"],
        "at": entry["at"],
        "metronome": step.metronome,
        "reason": str(codes.SkipReason(reason).label) if reason else "",
        "answer": instructions.branch_text(pinned.script.code, step.code, branch, edition)
        if branch
        else "",
    }


def _text(pinned: readings.Pinned, step: contents.Step, language: str, *, child: bool) -> str:
    return wording.step_of(pinned.protocol, pinned.script.code, step.code, language, child=child)


def _gloss(pinned: readings.Pinned, step: contents.Step) -> str:
    """Give the step to whoever reads it aloud in a language that is not their screen's."""
    screen = instructions.screen_language()
    return "" if screen == pinned.language else _text(pinned, step, screen, child=False)


def _branch(pinned: readings.Pinned, step: contents.Step, way: contents.Branch) -> dict[str, Any]:
    script, edition = pinned.script, pinned.protocol.digest
    return {
        "code": way.code,
        "digit": way.digit,
        "text": instructions.branch_text(script.code, step.code, way.code, edition),
        "leads": _leads(pinned, step, way),
        "script": way.script,
    }


def _leads(pinned: readings.Pinned, step: contents.Step, way: contents.Branch) -> str:
    """Give, in the language of the screen, where an answer leads to."""
    if way.script is not None:
        return instructions.script_title(way.script)
    following = course.onward(pinned.script, step, way.code)
    return (
        _text(pinned, following, instructions.screen_language(), child=False) if following else ""
    )


def _left(pinned: readings.Pinned) -> dict[str, Any]:
    script = pinned.script.code
    return {
        "code": script,
        "title": instructions.script_title(script, pinned.protocol.digest),
    }


def _milestones(
    case: Case, known: list[ScriptReading], pinned: readings.Pinned | None
) -> list[dict[str, Any]]:
    pins = [each for each in (readings.pin(reading) for reading in known) if each]
    wanted = {milestones.FIRST_INSTRUCTION}
    wanted |= {step.milestone for each in pins for step in each.script.steps if step.milestone}
    if milestones.FIRST_COMPRESSION in wanted or case.severity == "P0":
        wanted.add(milestones.RECOGNITION)
    return milestones.rows(
        milestones.reached(log.read(case.id, kinds=milestones.KINDS)),
        since=milestones.since(case),
        expects=pinned.protocol.expects if pinned else {},
        wanted=wanted,
    )


def _own_name(code: str) -> str:
    """Name a language in itself; of Basque Django only knows the English name."""
    return {"eu": "Euskara"}.get(code) or get_language_info(code)["name_local"].capitalize()
