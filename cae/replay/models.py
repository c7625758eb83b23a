"""How far a replay has come, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

from django.db import models


class ReplayRun(models.Model):
    """One file played into this database, known by what it contains."""

    id = models.UUIDField(primary_key=True, editable=False)
    source = models.CharField(max_length=16)
    file = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    # How many moments of the file's plan are done, and what was counted on the way.
    position = models.PositiveIntegerField(default=0)
    tallies = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "cae"
        db_table = "replay_run"

    def __str__(self) -> str:
        return f"{self.file} @ {self.position}"
