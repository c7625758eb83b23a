"""People, and the machines that may speak to the centre."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
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
    PARTNER = "partner", _("Partner centre")


OF_A_CENTRE = ("avl", "partner")


class ServiceToken(models.Model):
    """A machine's key, kept only as its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=16, choices=TokenKind.choices)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    body = models.ForeignKey(OfficialBody, null=True, blank=True, on_delete=models.CASCADE)
    # Whose vehicles a location machine speaks for, and whose leg a partner's system is.
    centre = models.ForeignKey(
        "calls.OperationsCentre", null=True, blank=True, on_delete=models.CASCADE
    )
    # Networks in CIDR form that it may be used from; none means anywhere.
    addresses = ArrayField(models.CharField(max_length=43), default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # The token that this one was made to take the place of.
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    # To the minute: when it last opened a door.
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "people_service_token"
        constraints = (
            models.CheckConstraint(
                name="people_token_centre_goes_with_its_machines",
                condition=models.Q(kind__in=OF_A_CENTRE, centre__isnull=False)
                | (~models.Q(kind__in=OF_A_CENTRE) & models.Q(centre__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class Desk(models.Model):
    """A place where somebody sits down to work: of a centre, or of the 112 room itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=16, unique=True)
    centre = models.ForeignKey(
        "calls.OperationsCentre", null=True, blank=True, on_delete=models.CASCADE
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        app_label = "calls"
        db_table = "people_desk"

    def __str__(self) -> str:
        return self.code


class Shift(models.Model):
    """When somebody is rostered to work; a session lasts until its end and an overrun."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "people_shift"
        constraints = (
            models.CheckConstraint(
                name="people_shift_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
            ),
        )
        indexes = (models.Index(fields=["user", "ends_at"], name="shift_by_user"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at:%F %H:%M}–{self.ends_at:%F %H:%M}"


class Seat(models.Model):
    """One signed-in session: who, at which desk, from where, and whether it is locked."""

    session_key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.SET_NULL)
    source = models.GenericIPAddressField(null=True)
    began_at = models.DateTimeField()
    # When the person last did something, to the minute.
    seen_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "people_seat"

    def __str__(self) -> str:
        return f"{self.user_id} {self.began_at:%F %H:%M}"
