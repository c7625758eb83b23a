"""The conditions that count minutes, as determinants name them, and which owe a hospital a word."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Condition(models.TextChoices):
    """What a determinant may be: `time_critical` of the book."""

    ARREST = "arrest", _("Cardiac arrest (PCR)")
    STROKE = "stroke", _("Stroke (Ictus)")
    STEMI = "stemi", _("Heart attack (IAM)")


# Who is being resuscitated may never travel: no hospital is owed a word before.
OWES_PREALERT = (Condition.STROKE.value, Condition.STEMI.value)


def label(code: str) -> str:
    """Name a condition; the code where the list has changed."""
    return str(Condition(code).label) if code in Condition.values else code
