"""The closed lists of intake: how an open question ends, what is asked and heard in a silence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnansweredResult(models.TextChoices):
    """What came of calling back; that nobody answered ends nothing."""

    REACHED_SAFE = "reached_safe", _("Reached: safe")
    REACHED_NEEDS_HELP = "reached_needs_help", _("Reached: needs help")
    SENT_HELP = "sent_help", _("Help sent without reaching anybody")
    NO_ANSWER = "no_answer", _("No answer")
    MISTAKE_CONFIRMED = "mistake_confirmed", _("Mistake, confirmed by the person")
    DECIDED_NOT_TO_SEND = "decided_not_to_send", _("Decided not to send")
    CALLED_AGAIN = "called_again", _("Called again")


class Sound(models.TextChoices):
    """What is heard on a line where nobody speaks."""

    NOTHING = "nothing", _("Nothing")
    BREATHING = "breathing", _("Breathing")
    VOICES = "voices", _("Voices")
    ARGUMENT = "argument", _("Argument")
    SHOUTING = "shouting", _("Shouting")
    CRYING = "crying", _("Crying")
    CHILD = "child", _("A child")
    BLOWS = "blows", _("Blows")
    GLASS = "glass", _("Breaking glass")
    SHOTS = "shots", _("Shots")
    CHOKING = "choking", _("Choking")
    COUGH = "cough", _("Coughing")
    ALARM = "alarm", _("An alarm")
    TRAFFIC = "traffic", _("Traffic")
    WATER = "water", _("Water")
    MUSIC = "music", _("Music or television")
    ANIMALS = "animals", _("Animals")
    POCKET = "pocket", _("A pocket: rustling")
    TAPPING = "tapping", _("Tapping or keys")


class SilentQuestion(models.TextChoices):
    """What is asked of somebody who cannot or does not speak; yes or no, by whatever means."""

    TAP_IF_YES = "tap_if_yes", _("If you hear me, press a key or cough")
    NEED_HELP = "need_help", _("Do you need help?")
    CAN_YOU_TALK = "can_you_talk", _("Can you talk?")
    IN_DANGER_NOW = "in_danger_now", _("Are you in danger now?")
    AGGRESSOR_PRESENT = "aggressor_present", _("Is whoever hurts you there?")
    MEDICAL = "medical", _("Do you need a doctor?")
    FIRE = "fire", _("Is there fire or smoke?")
    POLICE = "police", _("Do you need the police?")


class SilentAnswer(models.TextChoices):
    """What came back."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NONE = "none", _("No answer")


class SilentMeans(models.TextChoices):
    """How it came back."""

    VOICE = "voice", _("By voice")
    KEY = "key", _("By key")
    SOUND = "sound", _("By a sound")


DANGER = (SilentQuestion.IN_DANGER_NOW, SilentQuestion.AGGRESSOR_PRESENT)
"""A yes to one of these: nobody calls back into that room."""


class Told(models.TextChoices):
    """What a caller says when asked whether a report adds something."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


JOIN_NEWS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "another_victim": _("Another victim"),
        "other_place": _("Another place"),
        "worse": _("Worse than known"),
        "trapped": _("Somebody is trapped"),
        "fire_or_load": _("Fire or a dangerous load"),
        "other_carriageway": _("On the other carriageway"),
    }
)
"""What is asked before a report joins an incident; the last three on roads and in clusters."""
