"""Offers as consoles and boards show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.directory import queries as directory
from calls.people.actor import Actor
from calls.stages.transfer.models import Offer, OfferState

# A state, and what a card calls it; a late answer is still an answer.
COUNTED = {
    OfferState.OFFERED: "open",
    OfferState.EXPIRED: "expired",
    OfferState.ACCEPTED: "accepted",
}


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
    """Count offers by state, for cards, and name the centres that still owe an answer."""
    told: dict[UUID, dict[str, Any]] = {
        case_id: {"open": 0, "expired": 0, "accepted": 0, "waiting": []} for case_id in ids
    }
    rows = Offer.objects.filter(case__in=ids, state__in=COUNTED).order_by("offered_at")
    for case_id, state, centre_id in rows.values_list("case_id", "state", "centre_id"):
        told[case_id][COUNTED[OfferState(state)]] += 1
        if state != OfferState.ACCEPTED:
            told[case_id]["waiting"].append(str(centre_id))
    return {case_id: {"offers": offers} for case_id, offers in told.items()}
