"""What a case looks like that counts minutes, or that was judged anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from calls.casefile.models import Case
from calls.stages.triage import changes
from calls.stages.triage.models import TimeCritical, TriageChange
from tests.calls import room as rooms

UNJUDGED: dict[str, Any] = {
    "severity": None,
    "protocol": "",
    "edition": "",
    "determinant": "",
    "agencies": [],
}


def counts_minutes(case_id: UUID, code: str = "stroke") -> None:
    """Let a condition have been found."""
    TimeCritical.objects.get_or_create(
        case_id=case_id, code=code, defaults={"found_at": rooms.NOON}
    )


def was_judged_anew(case_id: UUID, *waiting: str) -> int:
    """Let the holder, or centres, not have seen yet that the severity rose; give its number."""
    TriageChange.objects.create(
        case_id=case_id,
        seq=1,
        at=rooms.NOON,
        before=UNJUDGED,
        after=UNJUDGED | {"severity": "P0"},
        waiting=list(waiting) or [changes.HOLDER],
    )
    return 1


def calls_for(case_id: UUID, *agencies: str) -> None:
    """Let the plan of a case call for these."""
    Case.objects.filter(id=case_id).exclude(stage="closed").update(plan=list(agencies))
