"""The closed lists of the instructions: what becomes of a step, and why one is left out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Result(models.TextChoices):
    """What became of a step; one that is repeated is still the one to be read."""

    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    REPEATED = "repeated", _("Repeated")


class SkipReason(models.TextChoices):
    """Why a step was left out; what OTHER means is typed."""

    ALREADY_DONE = "already_done", _("Already done")
    CANNOT = "cannot", _("The caller cannot do it")
    UNSAFE = "unsafe", _("It would be dangerous")
    NOT_FITTING = "not_fitting", _("Does not fit what happens there")
    HELP_IS_THERE = "help_is_there", _("Help is there")
    OTHER = "other", _("Another reason")
