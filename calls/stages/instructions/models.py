"""What was read to the caller."""

from __future__ import annotations

from django.db import models
from uuid_utils.compat import uuid7


class ScriptReading(models.Model):
    """One reading of one script, pinned to the edition it began in, with every step's result.

    The reading with the highest `turn` is the one on screen: one that was left goes on when it is
    given the next turn. `language` and `child` are as wished for this caller; a script that lacks
    that language is read in another. `child` is None while nobody chose: the kind of caller does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.CASCADE, related_name="readings")
    script = models.CharField(max_length=64)
    protocol_version = models.PositiveIntegerField()
    # Digest of the protocol; "" where the reading began before editions were kept.
    edition = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=5, default="es")
    child = models.BooleanField(null=True)
    turn = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    # [{"step": code, "result": done|skipped|repeated, "at": time, "language": code, "child": bool,
    #   "branch": code, "reason_code": code}] in the order read; the last two where there is one.
    steps = models.JSONField(default=list)

    class Meta:
        app_label = "calls"
        db_table = "instructions_reading"
        indexes = (models.Index(fields=["case", "-turn"], name="reading_by_turn"),)

    def __str__(self) -> str:
        return f"{self.script} @ {self.case_id}"
