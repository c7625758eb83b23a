"""Callbacks promised to somebody."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7


class Callback(models.Model):
    """One callback, promised for a time, with what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="callbacks")
    due_at = models.DateTimeField()
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "followup_callback"

    def __str__(self) -> str:
        return f"{self.due_at:%H:%M} {self.case_id}"
