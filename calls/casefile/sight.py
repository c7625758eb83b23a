"""The one function that gives a case to a reader, and records that it did."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.kinds import Stage
from calls.casefile.models import Case
from calls.people import trace
from calls.people.actor import Actor


def read_case(
    case_id: UUID, *, actor: Actor, at: datetime, source: str | None, action: str = "case.read"
) -> Case:
    """Give a case to an actor who may read it, after writing the access record.

    Raises NotFound where the case is not there for them, Forbidden where they see only its card.
    """
    case = Case.objects.filter(id=case_id).select_related("holder", "municipality").first()
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    door.admit(actor, action, case)
    trace.record_access(
        actor=actor,
        action=action,
        subject_kind="case",
        subject_id=case.id,
        at=at,
        source=source,
        covert=case.covert,
        on_live_call=is_live(case, actor),
    )
    return case


def is_live(case: Case, actor: Actor) -> bool:
    """Say whether somebody works this case now: nothing may block them, not even the trace."""
    works = actor.role in {"operator", "dispatcher"} or case.holder_id == actor.id
    return works and case.stage != Stage.CLOSED
