"""What a database is for, and the clock a replay may set in it."""

from __future__ import annotations

from django.db import models


class Deployment(models.Model):
    """The mark inside a database: live, or for exercise only. One row, written once."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    purpose = models.CharField(max_length=8, choices=[("live", "live"), ("exercise", "exercise")])

    class Meta:
        app_label = "calls"
        db_table = "casefile_deployment"
        constraints = (
            models.CheckConstraint(name="deployment_is_one_row", condition=models.Q(id=1)),
        )

    def __str__(self) -> str:
        return self.purpose


class RoomClock(models.Model):
    """The time in a rehearsal's room while a replay sets it; without a row, the world's time."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_room_clock"
        constraints = (
            models.CheckConstraint(name="room_clock_is_one_row", condition=models.Q(id=1)),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


def is_exercise() -> bool:
    """Say whether this database is marked for exercise; without a mark it is live."""
    return Deployment.objects.filter(purpose="exercise").exists()
