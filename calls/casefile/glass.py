"""Exceptional access, as it was taken: who read another's case, why, until when, and its review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from calls.casefile.models import Case


class Finding(models.TextChoices):
    """What a supervisor found when reading why."""

    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not_justified", _("Not justified")


class ExceptionalAccess(models.Model):
    """One person's leave to read one case that is not theirs, for a while and for a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(max_length=16, blank=True)
    # Blank where it was taken in the middle of a call: there nothing waits for a reason.
    reason = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField()
    until = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    finding = models.CharField(max_length=16, choices=Finding.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "casefile_exceptional_access"
        indexes = (
            models.Index(fields=["case", "user", "-until"], name="exception_of_a_reader"),
            models.Index(
                fields=["taken_at"],
                name="exception_to_review",
                condition=models.Q(reviewed_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.case_id} until {self.until:%H:%M}"
