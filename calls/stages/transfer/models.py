"""Offers to operations centres."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class OfferState(models.TextChoices):
    """Where an offer stands."""

    OFFERED = "offered", _("Awaiting an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("No answer")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Offer(models.Model):
    """One centre asked to take its part of a case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.PROTECT, related_name="offers")
    centre = models.ForeignKey(
        "calls.OperationsCentre", on_delete=models.PROTECT, related_name="offers"
    )
    state = models.CharField(max_length=12, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "transfer_offer"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "centre"],
                name="one_standing_offer_per_centre",
                condition=models.Q(state__in=["offered", "accepted", "expired"]),
            ),
        )
        indexes = (models.Index(fields=["case", "offered_at"], name="offers_of_case"),)

    def __str__(self) -> str:
        return f"{self.centre_id} {self.state}"
