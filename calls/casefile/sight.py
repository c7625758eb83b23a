"""The one function that gives a case to a reader, and records that it did."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, exceptional, refusals
from calls.casefile.kinds import Stage
from calls.casefile.models import Case
from calls.people import access, trace
from calls.people.access import Decision
from calls.people.actor import Actor

REASON_NEEDED = "reason_needed"
OWN_FOR = timedelta(hours=24)
"""How long after its closing a case is there for who worked on it."""


def read_case(
    case_id: UUID, *, actor: Actor, at: datetime, source: str | None, action: str = "case.read"
) -> Case:
    """Give a case to an actor who may read it, after writing the access record.

    Raises NotFound where the case is not there for them, Forbidden where they see only its card
    or have to state why; a reason stated opens it for a while (`exceptional`).
    """
    case = Case.objects.filter(id=case_id).select_related("holder", "municipality").first()
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    trace.record_access(
        actor=actor,
        action=action,
        subject_kind="case",
        subject_id=case.id,
        at=at,
        source=source,
        reason=_why(case, actor, action, at=at),
        covert=case.covert,
        on_live_call=is_live(case, actor),
    )
    return case


def is_live(case: Case, actor: Actor) -> bool:
    """Say whether somebody works this case now: nothing may block them, not even the trace."""
    works = actor.role in {"operator", "dispatcher"} or case.holder_id == actor.id
    return works and case.stage != Stage.CLOSED


def _why(case: Case, actor: Actor, action: str, *, at: datetime) -> str:
    """Give the reason that opens a case to its reader, blank where none is asked; or refuse."""
    relation = door.relation(actor, case)
    decision = access.decide(actor=actor, action=action, relation=relation)
    if case.stage == Stage.CLOSED and decision is Decision.ALLOWED:
        # What is over is read for a reason, or for a day by who worked on it.
        if relation == "board":
            decision = Decision.FORBIDDEN
        elif case.closed_at is None or case.closed_at <= at - OWN_FOR:
            decision = Decision.NOT_FOUND if actor.role != "supervisor" else Decision.FORBIDDEN
    if decision is Decision.ALLOWED:
        return ""
    if decision is Decision.NOT_FOUND:
        raise refusals.NotFound(_("There is no such case for you."))
    taken = exceptional.standing(actor, case, at=at)
    if taken is None:
        raise refusals.Forbidden(
            _("This case is somebody else's: take it over, or state why you read it."),
            code=REASON_NEEDED if access.may(actor.role, "case.break_glass") else "forbidden",
        )
    return taken.reason
