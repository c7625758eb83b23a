"""A person's request for what is kept about them, and what was found that may be theirs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Verdict(models.TextChoices):
    """What a human says of one thing that was found."""

    INCLUDE = "include", _("Include")
    WITHOUT_TEXTS = "without_texts", _("Include without texts")
    WITHHOLD = "withhold", _("Withhold")


class SubjectRequest(models.Model):
    """One request: who asks, how their identity was shown, by what they are looked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    identity = models.CharField(max_length=300)
    numbers = ArrayField(models.CharField(max_length=20), default=list)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # The last time its package was taken.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "export_subject_request"

    def __str__(self) -> str:
        return str(self.id)


class SubjectItem(models.Model):
    """A case that this person may have called about; a human says whether it is given.

    `by_number` and `by_name` say how it was found.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey("calls.Case", on_delete=models.PROTECT, related_name="+")
    by_number = models.BooleanField()
    by_name = models.BooleanField()
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        app_label = "calls"
        db_table = "export_subject_item"
        constraints = (
            models.UniqueConstraint(fields=["request", "case"], name="subject_item_once"),
        )

    def __str__(self) -> str:
        return f"{self.request_id}: {self.case_id}"
