"""Units, and the cases they are sent to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class UnitKind(models.TextChoices):
    """What kind of help a unit is."""

    AMBULANCE_ALS = "ambulance_als", _("ALS ambulance")
    AMBULANCE_BLS = "ambulance_bls", _("BLS ambulance")
    RAPID_CAR = "rapid_car", _("Rapid response car")
    HELICOPTER = "helicopter", _("Helicopter")
    FIRE_ENGINE = "fire_engine", _("Fire engine")
    FIRE_LADDER = "fire_ladder", _("Turntable ladder")
    RESCUE = "rescue", _("Rescue vehicle")
    POLICE_PATROL = "police_patrol", _("Police patrol")
    CIVIL_PROTECTION = "civil_protection", _("Civil protection vehicle")
    LIFEBOAT = "lifeboat", _("Lifeboat")


class UnitStatus(models.TextChoices):
    """What a unit is doing."""

    AVAILABLE = "available", _("Available")
    ASSIGNED = "assigned", _("Assigned")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    TRANSPORTING = "transporting", _("Transporting")
    AT_HOSPITAL = "at_hospital", _("At hospital")
    OUT_OF_SERVICE = "out_of_service", _("Out of service")


class Unit(models.Model):
    """One vehicle and its crew, of one centre; WGS 84 degrees, where it was last heard of."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    callsign = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=24, choices=UnitKind.choices)
    centre = models.ForeignKey(
        "calls.OperationsCentre", on_delete=models.PROTECT, related_name="units"
    )
    status = models.CharField(
        max_length=16, choices=UnitStatus.choices, default=UnitStatus.AVAILABLE
    )
    status_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    # Telemetry: a position is no event and raises no version.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    position_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispatch_unit"
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.callsign


class Assignment(models.Model):
    """A unit sent to a case, from the order until it is free again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("calls.Case", on_delete=models.PROTECT, related_name="assignments")
    offer = models.ForeignKey("calls.Offer", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    # The unit's centre when it was sent: a unit may later belong to another.
    centre = models.ForeignKey("calls.OperationsCentre", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=UnitStatus.choices)
    assigned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispatch_assignment"
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = (
            models.UniqueConstraint(
                fields=["unit"],
                name="dispatch_one_case_per_unit",
                condition=models.Q(released_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} @ {self.case_id}"


class AssignmentStamp(models.Model):
    """When a unit came into a status on a case; what it never said has no stamp."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="stamps")
    status = models.CharField(max_length=16, choices=UnitStatus.choices)
    at = models.DateTimeField()

    class Meta:
        db_table = "dispatch_assignment_stamp"
        verbose_name = _("assignment stamp")
        verbose_name_plural = _("assignment stamps")
        constraints = (
            models.UniqueConstraint(
                fields=["assignment", "status"], name="dispatch_one_stamp_per_status"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status} {self.at:%H:%M:%S}"
