"""What a reviewer found of a closed case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from calls.casefile.kinds import Severity
from calls.casefile.models import Case


class Mark(models.TextChoices):
    """What a reviewer says of one expectation of the book."""

    MET = "met", _("Met")
    MISSED = "missed", _("Missed")
    EXCUSED = "excused", _("Missed for a good reason")


class CaseReview(models.Model):
    """One case reviewed; a later review of it replaces what stands here, the log keeps both."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="review")
    version = models.PositiveIntegerField(default=0)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # What the case counted as when it closed, and as what it turned out.
    judged = models.CharField(max_length=2, choices=Severity.choices)
    outcome = models.CharField(max_length=2, choices=Severity.choices)
    # {expectation: mark}, of the expectations that the book had for it.
    marks = models.JSONField(default=dict)
    remark = models.CharField(max_length=2000, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "quality_review"

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version}"
