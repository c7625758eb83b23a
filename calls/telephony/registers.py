"""What the room's registers show: cautions in force, and calls that are still open questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value

from calls.casefile import place_text, registry
from calls.casefile.events import stamp
from calls.casefile.models import Commitment
from calls.directory import folding
from calls.people.actor import Actor
from calls.telephony import numbers
from calls.telephony.models import Caution

SHOWN_AT_MOST = 100
EXPIRED_LATELY = timedelta(days=30)
OPEN_QUESTIONS = "intake."
"""How the commitments begin that a call leaves which nobody could hear out."""


def cautions(text: str, *, at: datetime) -> dict[str, QuerySet[Caution]]:
    """Give the cautions that a number or a place leads to, all of them without a text.

    `due` for review, what has waited longest first; `others` in force; `expired` lately.
    """
    rows = Caution.objects.filter(ended_at__isnull=True, expires_at__gt=at - EXPIRED_LATELY)
    number = numbers.read(text or None).e164
    if number:
        rows = rows.filter(number=number)
    elif text:
        rows = rows.alias(words=place_text.folded("place")).filter(
            Q(words__contains=place_text.folded(Value(text)))
            | Q(municipality__folded=folding.fold(text)),
            number="",
        )
    rows = rows.select_related("author", "municipality")
    in_force = rows.filter(expires_at__gt=at)
    return {
        "due": in_force.filter(review_at__lte=at).order_by("review_at", "id")[:SHOWN_AT_MOST],
        "others": in_force.filter(review_at__gt=at).order_by("-id")[:SHOWN_AT_MOST],
        "expired": rows.filter(expires_at__lte=at).order_by("-expires_at")[:SHOWN_AT_MOST],
    }


def open_questions(actor: Actor) -> list[dict[str, Any]]:
    """Give the calls that ended unheard or stay silent, the oldest case first: cards alone.

    Covert cases are for their holder and the supervisors.
    """
    rows = (
        Commitment.objects.filter(kind__startswith=OPEN_QUESTIONS, settled_at__isnull=True)
        .select_related("case__holder", "case__municipality")
        .order_by("case__opened_at", "id")
    )
    if actor.role != "supervisor":
        rows = rows.filter(Q(case__covert=False) | Q(case__holder=actor.id))
    return [_question(promise, actor) for promise in rows[:SHOWN_AT_MOST]]


def _question(promise: Commitment, actor: Actor) -> dict[str, Any]:
    case = promise.case
    return {
        "case": str(case.id),
        "reference": case.reference,
        "label": str(registry.commitment_kinds[promise.kind].label),
        "number_tail": case.callback_number[-3:],
        "municipality": case.municipality.name if case.municipality else "",
        "covert": case.covert,
        "due_at": stamp(promise.due_at) if promise.due_at else "",
        "late": promise.lapsed_at is not None,
        "position": case.holder.position if case.holder else "",
        "is_free": case.holder_id is None,
        "may_open": actor.role == "supervisor" or case.holder_id in {None, actor.id},
    }
