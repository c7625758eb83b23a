"""The protocols a case was judged by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class TriageRun(models.Model):
    """One protocol worked through, in the exact version it was asked in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="triage_runs")
    protocol = models.CharField(max_length=40)
    protocol_version = models.PositiveIntegerField()
    # The digest of the exact files it is asked in, whichever book comes into force meanwhile.
    edition = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    # {question: {"answer": code, "at": time}} in the order asked.
    answers = models.JSONField(default=dict)
    determinant = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "triage_run"
        indexes = (models.Index(fields=["case", "-started_at"], name="run_of_case"),)

    def __str__(self) -> str:
        return f"{self.protocol} @ {self.case_id}"

    @property
    def answered(self) -> dict[str, str]:
        """Give the answer code of each question answered."""
        return {question: told["answer"] for question, told in self.answers.items()}


class Onset(models.TextChoices):
    """What is known of when it began."""

    EXACT = "exact", _("It began at")
    LAST_SEEN_WELL = "last_seen_well", _("Last seen well at")
    UNKNOWN = "unknown", _("Nobody knows when")


class TimeCritical(models.Model):
    """A condition whose treatment counts minutes: since when, and which hospital knows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="time_critical")
    # arrest, stroke or stemi, as the determinants say it.
    code = models.CharField(max_length=16)
    found_at = models.DateTimeField()
    # No longer where an answer put right says otherwise; what was recorded stays.
    active = models.BooleanField(default=True)
    onset = models.CharField(max_length=16, choices=Onset.choices, blank=True)
    onset_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=120, blank=True)
    hospital = models.CharField(max_length=160, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    alerted_at = models.DateTimeField(null=True)
    # Why no hospital is told.
    waived = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "triage_time_critical"
        constraints = (models.UniqueConstraint(fields=["case", "code"], name="time_critical_once"),)

    def __str__(self) -> str:
        return f"{self.code} @ {self.case_id}"


class CountedBy(models.TextChoices):
    """Who counted."""

    CREW = "crew", _("A crew on scene")
    CALLER = "caller", _("The caller, by telephone")


class CasualtyCount(models.Model):
    """How many are hurt and how badly, as it was last told; the log keeps every count."""

    case = models.OneToOneField(
        "calls.Case", primary_key=True, on_delete=models.CASCADE, related_name="casualties"
    )
    immediate = models.PositiveSmallIntegerField(default=0)
    delayed = models.PositiveSmallIntegerField(default=0)
    minor = models.PositiveSmallIntegerField(default=0)
    deceased = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=8, choices=CountedBy.choices)
    position = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    # The event that told it, to see whether somebody counted meanwhile.
    seq = models.PositiveIntegerField()

    class Meta:
        app_label = "calls"
        db_table = "triage_casualties"

    def __str__(self) -> str:
        return f"{self.immediate}/{self.delayed}/{self.minor}/{self.deceased} @ {self.case_id}"


class TriageChange(models.Model):
    """A case judged anew while others work on it, until each of them has seen it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="triage_changes")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    position = models.CharField(max_length=16, blank=True)
    # {"severity", "protocol", "edition", "determinant", "agencies"}, before and after.
    before = models.JSONField()
    after = models.JSONField()
    # [{"question", "before", "after"}] of the answers put right.
    answers = models.JSONField(default=list)
    # The ids of centres, and "holder", that have not said yet that they saw it.
    waiting = models.JSONField(default=list)

    class Meta:
        app_label = "calls"
        db_table = "triage_change"
        indexes = (
            models.Index(
                fields=["case"], name="triage_change_unseen", condition=~models.Q(waiting=[])
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} @ {self.case_id}"
