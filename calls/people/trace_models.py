"""The record of who read what."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7


class AccessRecord(models.Model):
    """One read of personal data: who, what, when, from where, why. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    role = models.CharField(max_length=16)
    position = models.CharField(max_length=16, blank=True)
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=16)
    subject_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    source = models.GenericIPAddressField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "people_access_record"
        indexes = (
            models.Index(fields=["subject_id", "-at"], name="access_by_subject"),
            models.Index(fields=["actor_id", "-at"], name="access_by_actor"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"
