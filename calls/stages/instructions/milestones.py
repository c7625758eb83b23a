"""How soon a caller was helped: what was reached when, read from the log, and what is aimed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from calls.casefile.events import stamp
from calls.casefile.kinds import Severity
from calls.casefile.log import Line
from calls.casefile.models import Call, Case
from calls.protocols import contents
from calls.stages.instructions.codes import Result

RECOGNITION, FIRST_INSTRUCTION, FIRST_COMPRESSION = contents.MILESTONES
KINDS = (
    "triage.determinant_assigned",
    "triage.time_critical_found",
    "instructions.step_recorded",
)
"""The kinds of line that reach one."""


def since(case: Case) -> datetime:
    """Return when the clock of a case began: its first call's answer, or its opening by hand."""
    answered = Call.objects.filter(case=case, answered_at__isnull=False).order_by("answered_at")
    return answered.values_list("answered_at", flat=True).first() or case.opened_at


def reached(lines: Iterable[Line]) -> dict[str, datetime]:
    """Return when each milestone was first reached.

    Recognition is the first determinant that is vital or time-critical; the first instruction,
    the first step that was read; the first compression, the first step read that begins them.
    """
    found: dict[str, datetime] = {}
    for line in lines:
        for milestone in _of(line):
            found.setdefault(milestone, line.at)
    return found


def aims(expects: Mapping[str, int]) -> dict[str, int]:
    """Return the seconds from answering aimed at: a protocol's own, else those of the room."""
    return {**settings.CAE_MILESTONE_TARGETS, **expects}


def rows(
    found: Mapping[str, datetime],
    *,
    since: datetime,
    expects: Mapping[str, int],
    wanted: Iterable[str],
) -> list[dict[str, Any]]:
    """Return the milestones of a case as its screen shows them; `seconds` from the answer."""
    asked = {*wanted, *found}
    aimed = aims(expects)
    return [
        {
            "code": code,
            "aim": aimed[code],
            "at": stamp(found[code]) if code in found else None,
            "seconds": int((found[code] - since).total_seconds()) if code in found else None,
        }
        for code in contents.MILESTONES
        if code in asked
    ]


def _of(line: Line) -> list[str]:
    if line.kind == "triage.determinant_assigned":
        return [RECOGNITION] if line.data.get("severity") == Severity.P0 else []
    if line.kind == "triage.time_critical_found":
        return [RECOGNITION]
    if line.kind == "instructions.step_recorded" and line.data.get("result") == Result.DONE:
        return [FIRST_INSTRUCTION, *([line.data["milestone"]] if "milestone" in line.data else [])]
    return []
