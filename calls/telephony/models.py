"""What the centre remembers of numbers and places, and what callers hear while they wait."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class CautionKind(models.TextChoices):
    """What a remark warns of; a handling note says how to take a caller's calls."""

    HANDLING = "handling", _("Handling note")
    WEAPON = "weapon", _("Weapon")
    AGGRESSION = "aggression", _("Aggression towards crews")
    DOG = "dog", _("Dangerous animal")
    INFECTION = "infection", _("Infection")
    HAZARD = "hazard", _("Hazardous substances")
    ACCESS = "access", _("Difficult access")
    KEYS = "keys", _("Keys or codes")
    VULNERABLE = "vulnerable", _("Vulnerable person")
    OTHER = "other", _("Other")


class Caution(models.Model):
    """A dated remark on a number or on a place: why, by whom, until when; it blocks nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=CautionKind.choices)
    # One of the two: a number in E.164, or a place with the ground it holds for.
    number = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=200, blank=True)
    municipality = models.ForeignKey(
        "calls.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    radius_m = models.PositiveIntegerField(default=50)
    text = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    review_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "telephony_caution"
        constraints = (
            models.CheckConstraint(
                name="caution_of_a_number_or_a_place",
                condition=models.Q(number="") ^ models.Q(place=""),
            ),
        )
        indexes = (
            models.Index(
                fields=["number"], name="caution_of_number", condition=~models.Q(number="")
            ),
            models.Index(
                fields=["latitude"],
                name="caution_of_place",
                condition=~models.Q(place=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class RecordedMessage(models.Model):
    """What waiting callers hear, everywhere or from one area; it never hangs up on them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=0)
    text_es = models.CharField(max_length=600)
    text_en = models.CharField(max_length=600, blank=True)
    municipality = models.ForeignKey(
        "calls.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "telephony_recorded_message"

    def __str__(self) -> str:
        return f"{self.started_at:%H:%M} {self.id}"
