"""The triage sheet as the console shows it."""

from __future__ import annotations

from typing import Any

from calls.casefile import log
from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.people.actor import Actor
from calls.protocols import contents, reader, walk
from calls.protocols.faults import NotInBook
from calls.stages.triage import wording
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
    }
    run = TriageRun.objects.filter(case=case).order_by("-started_at").first()
    if run is None:
        return part
    part["protocol"] = {
        "code": run.protocol,
        "version": run.protocol_version,
        "title": wording.title(run.protocol),
    }
    part["answers"] = [
        {
            "question": question,
            "question_text": wording.question(run.protocol, question),
            "answer": told["answer"],
            "answer_text": wording.answer(run.protocol, question, told["answer"]),
            "at": told["at"],
        }
        for question, told in run.answers.items()
    ]
    return part | _standing(run)


def _standing(run: TriageRun) -> dict[str, Any]:
    try:
        protocol = reader.book().protocol(run.protocol)
    except NotInBook:
        return {}
    part: dict[str, Any] = {}
    if run.determinant:
        found = protocol.determinant(run.determinant)
        part["determinant"] = {
            "code": found.code,
            "title": wording.determinant(run.protocol, found.code),
            "severity": found.severity,
            "script": found.script,
        }
    following = walk.next_step(protocol, run.answered)
    if isinstance(following, contents.Question):
        part["question"] = _question(run.protocol, following)
    return part


def _question(protocol: str, question: contents.Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "text": wording.question(protocol, question.code),
        "answers": [
            {
                "code": each.code,
                "text": wording.answer(protocol, question.code, each.code),
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
