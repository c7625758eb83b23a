"""The sheet of a caller who does not speak."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SilenceResult(models.TextChoices):
    """How a silence may end; that nobody spoke is none of them."""

    SAFE_VOICE = "safe_voice", _("Safe, by voice")
    CONFIRMED_MISTAKE = "confirmed_mistake", _("Mistake, confirmed by the person")
    HELP_OFFERED = "help_offered", _("Help offered")


class SilentCall(models.Model):
    """One silence on one case: what was heard, what was answered, how it ended."""

    case = models.OneToOneField(
        "calls.Case", primary_key=True, on_delete=models.CASCADE, related_name="silence"
    )
    opened_at = models.DateTimeField()
    # Until when the phone's location is waited for.
    location_until = models.DateTimeField()
    # [{"at": time, "sound": code}] and [{"at": time, "asked": code, "answer": code, "by": code}].
    heard = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    result = models.CharField(max_length=24, choices=SilenceResult.choices, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "intake_silent_call"

    def __str__(self) -> str:
        return f"silence of {self.case_id}"
