"""What the log says of who was asked to go, and what they answered."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.directory.models import OperationsCentre


@dataclasses.dataclass(frozen=True, kw_only=True)
class _AboutAnOffer(events.StreamEvent):
    offer: UUID
    centre: UUID

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the centre, and the reason where one was given."""
        centre = OperationsCentre.objects.filter(id=data["centre"]).first()
        name = centre.name if centre else str(data["centre"])
        return f"{name} · {data['reason']}" if data.get("reason") else name


@events.kind("transfer.case_offered", _("Offered to a centre"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseOffered(_AboutAnOffer):
    """A centre was asked; it owes an answer by `due_at`."""

    agency: Code
    due_at: datetime


@events.kind("transfer.offer_accepted", _("Offer accepted"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class OfferAccepted(_AboutAnOffer):
    """The centre takes its leg; `late` where it had been given up waiting for."""

    late: bool


@events.kind("transfer.offer_refused", _("Offer refused"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class OfferRefused(_AboutAnOffer):
    """The centre does not take it; the operator owes another way."""

    reason: str = events.disclosed()


@events.kind("transfer.offer_expired", _("No answer to an offer"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class OfferExpired(_AboutAnOffer):
    """Nobody answered in time; the operator owes another way, the centre may still accept."""


@events.kind("transfer.offer_withdrawn", _("Offer withdrawn"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class OfferWithdrawn(_AboutAnOffer):
    """The operator no longer asks this centre."""

    reason: str = events.disclosed()


@events.kind("transfer.carried_on_alone", _("Goes with its own means"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CarriedOnAlone(_AboutAnOffer):
    """The centre goes with means that are not shown here; no unit of it is awaited."""

    reason: str = events.disclosed()
