"""The record of who read what: written by whoever shows it, read by the auditor's role alone."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7

COLUMNS = (
    *("id", "at", "actor_kind", "actor_id", "role", "position", "action", "subject_kind"),
    *("subject_id", "reason", "source", "covert", "late"),
)
"""Everything a record says."""


class AsAuditor(models.Manager["AccessRecord"]):
    """Read as the one role that may."""

    def get_queryset(self) -> models.QuerySet[AccessRecord]:
        """Ask through the auditor's connection."""
        return super().get_queryset().using("auditor")


class AccessRecord(models.Model):
    """One read of personal data: who, what, when, from where, why. Append-only.

    `covert` says that a covert case was read; `late` that the record waited on disk, the table
    being closed when it was made (`at` is still when the data was read).
    """

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
    covert = models.BooleanField(default=False)
    late = models.BooleanField(default=False)

    objects = AsAuditor()

    class Meta:
        app_label = "calls"
        db_table = "people_access_record"
        indexes = (
            models.Index(fields=["subject_id", "-at"], name="access_by_subject"),
            models.Index(fields=["actor_id", "-at"], name="access_by_actor"),
            models.Index(fields=["-at", "-id"], name="access_by_time"),
            models.Index(fields=["at"], name="access_late", condition=models.Q(late=True)),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind} {self.subject_id}"
