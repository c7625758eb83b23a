"""People, and the machines that may speak to the centre."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Role(models.TextChoices):
    """What a person is in the centre; one person, one role at a time."""

    OPERATOR = "operator", _("Operator")
    DISPATCHER = "dispatcher", _("Dispatcher")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class User(AbstractBaseUser):
    """A person who signs in at a desk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=Role.choices)
    centre = models.ForeignKey(
        "calls.OperationsCentre", null=True, blank=True, on_delete=models.PROTECT
    )
    position = models.CharField(max_length=16, blank=True)
    language = models.CharField(max_length=5, default="es")
    is_active = models.BooleanField(default=True)
    # Raised to end every open session and socket of this person at once.
    session_epoch = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name", "role"]
    objects = BaseUserManager["User"]()

    class Meta:
        app_label = "calls"
        db_table = "people_user"
        constraints = (
            models.CheckConstraint(
                name="people_user_centre_goes_with_dispatchers",
                condition=models.Q(role="dispatcher", centre__isnull=False)
                | (~models.Q(role="dispatcher") & models.Q(centre__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.display_name} ({self.username})"


class OfficialBody(models.Model):
    """A court, ministry or authority that reads sealed files within its mandate."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160, unique=True)

    class Meta:
        app_label = "calls"
        db_table = "people_official_body"

    def __str__(self) -> str:
        return self.name


class Mandate(models.Model):
    """What a body may read: files of municipalities whose INE code starts so, until a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    body = models.ForeignKey(OfficialBody, on_delete=models.CASCADE, related_name="mandates")
    municipality_prefix = models.CharField(max_length=5, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "people_mandate"

    def __str__(self) -> str:
        return f"{self.body}: {self.municipality_prefix or '*'}"


class TokenKind(models.TextChoices):
    """What a machine may be."""

    GATEWAY = "gateway", _("Telephony gateway")
    OFFICIAL = "official", _("Official body")
    AVL = "avl", _("Vehicle location machine")


class ServiceToken(models.Model):
    """A machine's key, kept only as its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=TokenKind.choices)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    body = models.ForeignKey(OfficialBody, null=True, blank=True, on_delete=models.CASCADE)
    # Whose vehicles a location machine speaks for.
    centre = models.ForeignKey(
        "calls.OperationsCentre", null=True, blank=True, on_delete=models.CASCADE
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "people_service_token"
        constraints = (
            models.CheckConstraint(
                name="people_token_centre_goes_with_avl",
                condition=models.Q(kind="avl", centre__isnull=False)
                | (~models.Q(kind="avl") & models.Q(centre__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
