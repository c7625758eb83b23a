"""What was read to the caller."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7


class ScriptReading(models.Model):
    """One reading of one script, with every step's result and time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="readings")
    script = models.CharField(max_length=64)
    protocol_version = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    # [{"step": code, "result": done|skipped, "at": time}] in the order read.
    steps = models.JSONField(default=list)

    class Meta:
        app_label = "calls"
        db_table = "instructions_reading"
        indexes = (models.Index(fields=["case", "-started_at"], name="reading_of_case"),)

    def __str__(self) -> str:
        return f"{self.script} @ {self.case_id}"
