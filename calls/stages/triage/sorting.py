"""Sort one casualty as crews do on scene: START for adults, JumpSTART for children.

START (Hoag Hospital and Newport Beach, 1983) and JumpSTART (Romig, 1995), by their open rules.
"""

from __future__ import annotations

import dataclasses

from django.db import models
from django.utils.translation import gettext_lazy as _

FASTEST_ADULT = 30
SLOWEST_CHILD, FASTEST_CHILD = 15, 45
"""Breaths a minute."""


class Colour(models.TextChoices):
    """How soon a casualty must be treated."""

    IMMEDIATE = "immediate", _("Immediate (red)")
    DELAYED = "delayed", _("Delayed (yellow)")
    MINOR = "minor", _("Minor (green)")
    DECEASED = "deceased", _("Deceased (black)")


class Method(models.TextChoices):
    """Which rules: from about eight years on a child is sorted as an adult."""

    START = "start", _("Adult (START)")
    JUMPSTART = "jumpstart", _("Child, 1 to 8 years (JumpSTART)")


class Breathing(models.TextChoices):
    """Whether they breathe, and after what."""

    YES = "yes", _("Breathes")
    AFTER_OPENING = "after_opening", _("Only once the airway was opened")
    AFTER_BREATHS = "after_breaths", _("Only after five rescue breaths")
    NOT_AFTER_BREATHS = "not_after_breaths", _("Not even after five rescue breaths")
    NO = "no", _("Does not breathe")


class Missing(ValueError):
    """What must be known before the colour can be told; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclasses.dataclass(frozen=True, kw_only=True)
class Signs:
    """What a crew sees; None is not looked at yet.

    `rate` is breaths a minute; `pulse` a palpable pulse (for an adult the radial one, or a
    capillary refill within 2 s); `responds` that an adult obeys, that a child is alert or
    answers to voice or fittingly to pain.
    """

    walks: bool
    breathing: Breathing | None = None
    rate: int | None = None
    pulse: bool | None = None
    responds: bool | None = None


def sort(method: Method, signs: Signs) -> Colour:
    """Give the colour of one casualty; raise Missing where something must be looked at first."""
    if signs.walks:
        return Colour.MINOR
    if signs.breathing is None:
        raise Missing("breathing")
    if signs.breathing != Breathing.YES:
        return _not_breathing(method, signs)
    if signs.rate is None:
        raise Missing("rate")
    if not _breathes_well(method, signs.rate):
        return Colour.IMMEDIATE
    for name in ("pulse", "responds"):
        seen = getattr(signs, name)
        if seen is None:
            raise Missing(name)
        if not seen:
            return Colour.IMMEDIATE
    return Colour.DELAYED


def _not_breathing(method: Method, signs: Signs) -> Colour:
    """Sort who does not breathe by themselves; a child with a pulse gets five breaths first."""
    if signs.breathing in {Breathing.AFTER_OPENING, Breathing.AFTER_BREATHS}:
        return Colour.IMMEDIATE
    if method == Method.JUMPSTART and signs.breathing == Breathing.NO:
        if signs.pulse is None:
            raise Missing("pulse")
        if signs.pulse:
            raise Missing("breathing")
    return Colour.DECEASED


def _breathes_well(method: Method, rate: int) -> bool:
    if method == Method.JUMPSTART:
        return SLOWEST_CHILD <= rate <= FASTEST_CHILD
    return rate <= FASTEST_ADULT
