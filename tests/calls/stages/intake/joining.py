"""What people do to cases that tell of one incident."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

from calls.casefile.kinds import Disposition, Severity
from calls.casefile.models import Case
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.intake import incidents
from calls.stages.triage import services as triage
from tests.calls import room as rooms

NOTHING_NEW = {"another_victim": "no", "other_place": "no", "worse": "no"}


def join(
    room: rooms.Room, case_id: UUID, into: UUID, user: User | None = None, **told: Any
) -> dict[str, Any]:
    """Let a case join another as its operator does."""
    passage = dataclasses.replace(room.passage(user, case_id), other_id=into)
    asks = told.pop("asks_whereabouts", False)
    return incidents.join_case(passage, told=NOTHING_NEW | told, asks_whereabouts=asks)


def judge(room: rooms.Room, case_id: UUID, severity: Severity) -> None:
    """Judge a case."""
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    triage.judge_severity(passage, severity=severity, reason="visto")


def close(room: rooms.Room, case_id: UUID) -> None:
    """Close a case."""
    closure.close_case(
        room.passage(case_id=case_id), disposition=Disposition.RESOLVED_ON_SCENE, summary="x"
    )


def case(case_id: UUID) -> Case:
    """Give a case as it stands."""
    return Case.objects.get(id=case_id)
