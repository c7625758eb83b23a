"""Offers as consoles and boards show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count

from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.directory import queries as directory
from calls.people.actor import Actor
from calls.stages.transfer.models import Offer, OfferState

SHOWN = (OfferState.OFFERED, OfferState.EXPIRED, OfferState.ACCEPTED, OfferState.REFUSED)


def offers_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give every offer of a case, in the order made."""
    rows = Offer.objects.filter(case=case).select_related("centre", "centre__agency")
    return [
        {
            "id": str(offer.id),
            "centre": str(offer.centre_id),
            "centre_name": offer.centre.name,
            "agency": offer.centre.agency_id,
            "agency_name": offer.centre.agency.name,
            "mine": offer.centre_id == actor.centre_id,
            "state": offer.state,
            "state_label": str(OfferState(offer.state).label),
            "offered_at": stamp(offer.offered_at),
            "due_at": stamp(offer.due_at),
            "answered_at": stamp(offer.answered_at) if offer.answered_at else None,
            "reason": offer.reason,
        }
        for offer in rows.order_by("offered_at")
    ]


def centres_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give the centres whose jurisdiction holds the place, planned agencies first."""
    if actor.role == "dispatcher":
        return []
    found = [
        {
            "id": str(centre.id),
            "name": centre.name,
            "agency": centre.agency_id,
            "agency_name": centre.agency.name,
            "planned": centre.agency_id in case.plan,
        }
        for centre in directory.centres_for(case.municipality, None)
    ]
    return sorted(found, key=lambda each: not each["planned"])


def card_part(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Count offers by state, for cards."""
    counts: dict[UUID, dict[str, int]] = {
        case_id: {state.value: 0 for state in SHOWN} for case_id in ids
    }
    rows = (
        Offer.objects.filter(case__in=ids, state__in=SHOWN)
        .values_list("case_id", "state")
        .annotate(Count("id"))
    )
    for case_id, state, count in rows:
        counts[case_id][state] = count
    return {case_id: {"offers": states} for case_id, states in counts.items()}
