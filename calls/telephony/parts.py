"""What a console shows of what is remembered; asked at a view, so it looks at the clock."""

from __future__ import annotations

from typing import Any

from calls.casefile import clock, door
from calls.casefile.events import stamp
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.people import access
from calls.people.actor import Actor
from calls.telephony import memory
from calls.telephony.models import CautionKind


def cautions_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give what is remarked of a case's number and place; how to take calls is the room's alone."""
    return [
        {
            "id": str(caution.id),
            "kind": caution.kind,
            "kind_label": str(CautionKind(caution.kind).label),
            "text": caution.text,
            "reason": caution.reason,
            "author": caution.author.position or caution.author.display_name,
            "expires_at": stamp(caution.expires_at),
            "review_at": stamp(caution.review_at),
            "of": "number" if caution.number else "place",
        }
        for caution in memory.of_case(case, at=clock.now())
        if caution.kind != CautionKind.HANDLING or access.may(actor.role, "call.answer")
    ]


def history_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give what happened at a case's place before, as its card tells it.

    A dispatcher sees what was their centre's; whoever answers calls sees the place's.
    """
    return [
        {
            "id": str(other.id),
            "reference": other.reference,
            "at": stamp(other.opened_at),
            "disposition": str(Disposition(other.disposition).label) if other.disposition else "",
            "complaint": other.complaint_protocol,
        }
        for other in memory.history(case, at=clock.now())
        if access.may(actor.role, "call.answer") or _is_theirs(actor, other)
    ]


def _is_theirs(actor: Actor, case: Case) -> bool:
    decision = access.decide(actor=actor, action="case.read", relation=door.relation(actor, case))
    return decision is access.Decision.ALLOWED
