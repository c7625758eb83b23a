"""Reading a case that is somebody else's: a reason, a while, the supervisor told, a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Value
from django.utils.translation import gettext as _

from calls.casefile import announce, clock, door, events, refusals
from calls.casefile.glass import ExceptionalAccess, Finding
from calls.casefile.kinds import CallState
from calls.casefile.models import Call, Case
from calls.casefile.registry import Change, at_one_moment
from calls.casefile.sheet import Aside
from calls.people import trace
from calls.people.actor import Actor

LASTS = timedelta(minutes=30)
"""How long one reason opens one case."""
LISTED = 200
TOPIC = "supervision"
# Its two versions, as boards compare them.
TAKEN, REVIEWED = 1, 2


@door.aside("case.break_glass")
def take_exceptional_access(
    beside: Aside, *, case_id: UUID, reason: str, source: str | None
) -> door.Answer:
    """Let somebody read a case for a while, write down why and tell the supervisor.

    Raises NotFound where the case is not in their sight, Invalid where the reason is missing;
    in the middle of a call nothing waits for a reason, and the review asks for it.
    """
    actor = beside.actor
    case = Case.objects.filter(id=case_id).first()
    if case is None or actor.id is None:
        raise refusals.NotFound(_("There is no such case for you."))
    door.admit(actor, "case.break_glass", case)
    is_speaking = is_on_a_call(actor)
    if not reason and not is_speaking:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"reason": [_("State why you read this case; the supervisor is told.")]},
        )
    taken = ExceptionalAccess.objects.create(
        case=case,
        user_id=actor.id,
        position=actor.position,
        reason=reason,
        taken_at=beside.at,
        until=beside.at + LASTS,
    )
    trace.record_access(
        actor=actor,
        action="case.break_glass",
        subject_kind="case",
        subject_id=case.id,
        at=beside.at,
        source=source,
        reason=reason,
        covert=case.covert,
        on_live_call=is_speaking,
    )
    announce.after_commit("exception", taken.id)
    return {"case": str(case.id), "until": events.stamp(taken.until)}


@door.aside("exception.review")
def review_exceptional_access(
    beside: Aside, *, taken_id: UUID, finding: Finding, note: str, source: str | None
) -> door.Answer:
    """Write down whether an exceptional access was justified; nobody reviews their own."""
    taken = ExceptionalAccess.objects.select_for_update().filter(id=taken_id).first()
    if taken is None:
        raise refusals.NotFound(_("There is no such exceptional access."))
    if taken.user_id == beside.actor.id:
        raise refusals.Forbidden(_("Nobody reviews their own exceptional access."))
    if taken.reviewed_at is not None:
        raise refusals.OutOfStage(_("This was reviewed already."))
    taken.reviewed_at = beside.at
    taken.reviewed_by_id = beside.actor.id
    taken.finding, taken.note = finding, note
    taken.save()
    trace.record_access(
        actor=beside.actor,
        action="exception.review",
        subject_kind="exception",
        subject_id=taken.id,
        at=beside.at,
        source=source,
        reason=note,
    )
    announce.after_commit("exception", taken.id)
    return {"id": str(taken.id), "finding": finding.value}


def standing(actor: Actor, case: Case, *, at: datetime) -> ExceptionalAccess | None:
    """Give the access that lets this actor read this case now, where one was taken."""
    if actor.kind != "person":
        return None
    rows = ExceptionalAccess.objects.filter(case=case, user=actor.id, until__gt=at)
    return rows.order_by("-until").first()


def case_part(case: Case, actor: Actor) -> dict[str, str] | None:
    """Give until when and why this reader reads a case that is not theirs; None where it is."""
    taken = standing(actor, case, at=clock.now())
    if taken is None or door.relation(actor, case) == "own":
        return None
    return {"until": events.stamp(taken.until), "reason": taken.reason}


def is_on_a_call(actor: Actor) -> bool:
    """Say whether somebody speaks to this actor now."""
    return Call.objects.filter(
        answered_by=actor.id, state=CallState.ANSWERED, ended_at=None, case__closed_at=None
    ).exists()


def register() -> dict[str, list[ExceptionalAccess]]:
    """Give what was taken, the newest first: what waits for its review, and what had it."""
    rows = ExceptionalAccess.objects.select_related("case", "user", "reviewed_by")
    newest = rows.order_by("-taken_at")
    return {
        "waiting": list(newest.filter(reviewed_at=None)[:LISTED]),
        "reviewed": list(newest.exclude(reviewed_at=None)[:LISTED]),
    }


class ExceptionCards:
    """What was taken and not yet reviewed, for the supervisors alone."""

    kind = "exception"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of everything that waits for its review."""
        return ExceptionalAccess.objects.filter(reviewed_at=None).values_list("id", Value(TAKEN))

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the cards of these; a reviewed one is gone."""
        rows = ExceptionalAccess.objects.filter(id__in=ids).select_related("case", "user")
        for taken in rows:
            if taken.reviewed_at is not None:
                yield Change(self.kind, taken.id, REVIEWED, (), None)
            else:
                yield Change(self.kind, taken.id, TAKEN, (TOPIC,), _card(taken))


def _card(taken: ExceptionalAccess) -> dict[str, Any]:
    return {
        "id": str(taken.id),
        "case": str(taken.case_id),
        "reference": taken.case.reference,
        "name": taken.user.display_name,
        "position": taken.position,
        "reason": taken.reason,
        "taken_at": events.stamp(taken.taken_at),
        "until": events.stamp(taken.until),
    }
