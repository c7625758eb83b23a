"""What proves who somebody is, and how often it failed: second factors, codes, attempts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from calls.people.models import User


class SecondFactor(models.Model):
    """What somebody's authenticator shares with the centre (RFC 6238), encrypted."""

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="second_factor"
    )
    secret = models.TextField()
    enrolled_at = models.DateTimeField()
    # The thirty seconds whose code was taken last: neither it nor an older one comes again.
    last_step = models.BigIntegerField(default=0)

    class Meta:
        app_label = "calls"
        db_table = "people_second_factor"

    def __str__(self) -> str:
        return f"{self.user_id}"


class CodePurpose(models.TextChoices):
    """What a one-time code is for."""

    INVITATION = "invitation", _("Invitation")
    RECOVERY = "recovery", _("Recovery")


class OneTimeCode(models.Model):
    """A code given by hand that lets somebody choose a new password, once; kept hashed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=16, choices=CodePurpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "people_one_time_code"

    def __str__(self) -> str:
        return f"{self.purpose} {self.user_id}"


class Attempt(models.Model):
    """How often signing in failed, by account and source; by source alone where none is named.

    `account` is a keyed digest: what people type as a name may be a password.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.CharField(max_length=64, blank=True)
    source = models.GenericIPAddressField()
    failures = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    # Somebody who has signed in from here before is not slowed down by strangers.
    succeeded_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "people_attempt"
        constraints = (
            models.UniqueConstraint(fields=["account", "source"], name="people_attempt_once"),
        )
        indexes = (models.Index(fields=["tried_at"], name="attempt_by_age"),)

    def __str__(self) -> str:
        return f"{self.source}: {self.failures}"
