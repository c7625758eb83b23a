"""Intake's open questions as consoles and boards show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from calls.casefile import refusals, registry
from calls.casefile.events import stamp
from calls.casefile.models import Case, Commitment
from calls.people.actor import Actor
from calls.stages.intake import commitments

OPEN_QUESTIONS = (*commitments.UNANSWERED, commitments.SILENT)


def unanswered_part(case: Case, actor: Actor) -> dict[str, Any] | None:
    """Give the abandoned or broken-off call a case still has to clear up, the soonest due."""
    told = _open_questions([case.id], commitments.UNANSWERED).get(case.id)
    return told and told | {
        "label": str(registry.commitment_kinds[told["kind"]].label),
        "may_give_up": commitments.may_give_up(case, attempts=told["attempts"], role=actor.role),
    }


def card_part(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Give cards what is unanswered in these cases: abandoned, broken off or silent."""
    found = _open_questions(ids, OPEN_QUESTIONS)
    return {case_id: {"unanswered": told} for case_id, told in found.items()}


def need_offer(case: Case) -> None:
    """Raise unless some centre has been asked for help, for this case or the one it joined."""
    ids = [case.id, *([case.joined_to_id] if case.joined_to_id else [])]
    told = registry.card_parts["offers"](ids)
    asked = ("open", "accepted", "expired")
    if not any(told[case_id]["offers"][state] for case_id in ids for state in asked):
        raise refusals.Refusal(
            _("No centre has been asked for help yet."),
            code="no_offer",
            status=409,
            fields={"offer": [_("Offer the case to a centre first.")]},
        )


def _open_questions(ids: Sequence[UUID], kinds: Sequence[str]) -> dict[UUID, dict[str, Any]]:
    """Give the soonest due of these kinds for each case that owes one."""
    rows = Commitment.objects.filter(case__in=ids, kind__in=kinds, settled_at__isnull=True)
    found = {promise.case_id: promise for promise in rows.order_by("-due_at")}
    if not found:
        return {}
    tried = dict(
        Commitment.objects.filter(case__in=found, kind__in=kinds, result="no_answer")
        .values_list("ref")
        .annotate(Count("id"))
    )
    return {
        case_id: {
            "kind": promise.kind,
            "due_at": stamp(promise.due_at) if promise.due_at else None,
            "attempts": tried.get(promise.ref, 0),
        }
        for case_id, promise in found.items()
    }
