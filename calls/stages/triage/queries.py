"""The triage sheet as the console shows it."""

from __future__ import annotations

from typing import Any

from calls.casefile import log
from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.people.actor import Actor
from calls.protocols import contents, walk
from calls.stages.triage import runs, telling, wording
from calls.stages.triage.models import TriageRun

JUDGED = ("triage.determinant_assigned", "triage.severity_judged", "intake.severity_raised")


def case_part(case: Case, actor: Actor) -> dict[str, Any]:
    """Give the open question, the answers so far, the determinant and severity's history."""
    part: dict[str, Any] = {
        "protocol": None,
        "question": None,
        "answers": [],
        "determinant": None,
        "history": _history(case),
        "changed": telling.reasons(case),
        "time_critical": telling.time_critical(case),
    }
    run = runs.newest(case)
    if run is None:
        return part
    part["protocol"] = {
        "code": run.protocol,
        "version": run.protocol_version,
        "edition": run.edition,
        "title": wording.title(run.protocol, run.edition),
    }
    part["answers"] = [
        {
            "question": question,
            "question_text": wording.question(run.protocol, question, run.edition),
            "answer": told["answer"],
            "answer_text": wording.answer(run.protocol, question, told["answer"], run.edition),
            "at": told["at"],
        }
        for question, told in run.answers.items()
    ]
    return part | _standing(run, part["answers"])


def units_called_for(case: Case) -> dict[str, list[str]]:
    """Give the kinds of unit that the plan calls for, by agency, the most needed first.

    They are of everything that calls for help, in whichever protocol it was found.
    """
    wanted: dict[str, dict[str, None]] = {}
    for determinant in runs.called_for(case):
        for agency, kinds in determinant.plan.items():
            wanted.setdefault(agency, {}).update(dict.fromkeys(kinds))
    return {agency: list(kinds) for agency, kinds in wanted.items()}


def _standing(run: TriageRun, answers: list[dict[str, Any]]) -> dict[str, Any]:
    if not runs.is_kept(run):
        return {}
    protocol = runs.pinned(run)
    for told in answers:
        asked = protocol.question(told["question"])
        told["choices"] = _question(run, asked)["answers"]
    part: dict[str, Any] = {}
    if run.determinant:
        found = protocol.determinant(run.determinant)
        part["determinant"] = {
            "code": found.code,
            "title": wording.determinant(run.protocol, found.code, run.edition),
            "severity": found.severity,
            "script": found.script,
        }
    following = walk.next_step(protocol, run.answered)
    if isinstance(following, contents.Question):
        part["question"] = _question(run, following)
    return part


def _question(run: TriageRun, question: contents.Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "text": wording.question(run.protocol, question.code, run.edition),
        "answers": [
            {
                "code": each.code,
                "text": wording.answer(run.protocol, question.code, each.code, run.edition),
                "digit": each.digit,
            }
            for each in question.answers
        ],
    }


def _history(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "from": line.data.get("before"),
            "to": line.data["severity"],
            "at": stamp(line.at),
            "by": line.position,
            "reason": line.data.get("reason", ""),
        }
        for line in log.read(case.id, kinds=JUDGED)
    ]
