"""The protocols a case was judged by."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7


class TriageRun(models.Model):
    """One protocol worked through, in the exact version it was asked in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="triage_runs")
    protocol = models.CharField(max_length=40)
    protocol_version = models.PositiveIntegerField()
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
