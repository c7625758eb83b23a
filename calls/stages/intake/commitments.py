"""What a call leaves owed that nobody could hear out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from calls.casefile.models import Case, Commitment
from calls.casefile.sheet import Sheet

ABANDONED = "intake.abandoned_call"
"""It rang and nobody answered: look at its history and place, then call back or send."""
DROPPED = "intake.dropped_call"
"""It broke off before anybody knew the need."""
SILENT = "intake.silent_call"
"""It was answered and nobody speaks."""
UNANSWERED = (ABANDONED, DROPPED)

ABANDONED_WITHIN = timedelta(minutes=2)
DROPPED_WITHIN = timedelta(minutes=1)
TRY_AGAIN_WITHIN = timedelta(minutes=5)
ATTEMPTS = 3
"""So many times nobody answered before an operator may decide not to send."""
LOCATION_WITHIN = timedelta(seconds=20)
SILENCE_WITHIN = timedelta(seconds=60)


def unanswered(sheet: Sheet) -> list[Commitment]:
    """Give the abandoned and broken-off calls that are still open questions."""
    return [promise for promise in sheet.owed() if promise.kind in UNANSWERED]


def is_silent(sheet: Sheet) -> bool:
    """Say whether somebody who does not speak is still an open question."""
    return any(promise.kind == SILENT for promise in sheet.owed())


def may_give_up(case: Case, *, attempts: int, role: str) -> bool:
    """Say whether somebody of this role may decide not to send anybody.

    Where there is no number there is nobody to call: the decision alone is left.
    """
    can_call = bool(case.callback_raw or case.callback_number)
    return role == "supervisor" or attempts >= ATTEMPTS or not can_call


def attempts(promise: Commitment) -> int:
    """Count how often the centre called back over this and nobody answered."""
    return Commitment.objects.filter(
        case=promise.case_id, kind=promise.kind, ref=promise.ref, result="no_answer"
    ).count()


def adopt(sheet: Sheet, user_id: UUID) -> None:
    """Let whoever takes the case owe what nobody held."""
    Commitment.objects.filter(
        case=sheet.case,
        kind__in=(*UNANSWERED, SILENT),
        settled_at__isnull=True,
        holder_user__isnull=True,
    ).update(holder_user=user_id)
