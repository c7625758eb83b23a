"""The closed lists of the case: stages, severities, kinds of caller, states of a call."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where the work of a case stands."""

    INTAKE = "intake", _("Intake")
    TRIAGE = "triage", _("Triage")
    INSTRUCTIONS = "instructions", _("Instructions")
    TRANSFER = "transfer", _("Coordinated response")
    FOLLOWUP = "followup", _("Follow-up")
    CLOSED = "closed", _("Closure")


class Severity(models.TextChoices):
    """How grave a case is, the gravest first."""

    P0 = "P0", _("Vital")
    P1 = "P1", _("Emergency")
    P2 = "P2", _("Urgent")
    P3 = "P3", _("Deferrable")
    P4 = "P4", _("No response")


UNJUDGED_COUNTS_AS = Severity.P1


class CallerKind(models.TextChoices):
    """Who is speaking; a third party's location never fills the place of help."""

    VICTIM = "victim", _("Victim")
    RELATIVE = "relative", _("Relative")
    WITNESS = "witness", _("Witness")
    CHILD = "child", _("Child")
    PROFESSIONAL = "professional", _("Professional")
    ALARM_CENTRE = "alarm_centre", _("Alarm centre")
    TELECARE = "telecare", _("Telecare")
    OTHER_112 = "other_112", _("Other 112 centre")


class LifeAnswer(models.TextChoices):
    """An answer to one of the two life questions."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class CallState(models.TextChoices):
    """Where a single contact stands."""

    RINGING = "ringing", _("Ringing")
    ANSWERED = "answered", _("Answered")
    ABANDONED = "abandoned", _("Abandoned")


class EndedBy(models.TextChoices):
    """Who ended a contact, as the gateway tells it."""

    CALLER = "caller", _("Caller")
    CENTRE = "centre", _("Centre")
    NETWORK = "network", _("Network")


class Origin(models.TextChoices):
    """How a case came from another one."""

    CONTINUATION = "continuation", _("Continuation")
    SPLIT = "split", _("Separated")


class Channel(models.TextChoices):
    """How a contact reached the centre."""

    TELEPHONE = "telephone", _("Telephone")
    ECALL = "ecall", _("eCall")
    AML = "aml", _("Located mobile")
    APP = "app", _("App")
    RELAY = "relay", _("Relay")
    BYPASS_LINE = "bypass_line", _("Bypass line")
    RADIO = "radio", _("Radio")
    COLLEAGUE = "colleague", _("Colleague")
    PAPER = "paper", _("Paper note")


class LocationSource(models.TextChoices):
    """Who or what says where help must go."""

    CALLER = "caller", _("Caller says")
    PHONE_CONFIRMED = "phone_confirmed", _("Phone fix, confirmed")
    MAP = "map", _("Point on the map")
    GAZETTEER = "gazetteer", _("Gazetteer")


class Mark(models.TextChoices):
    """Why less of a case is for everybody; `people/need_to_know.toml` says what for whom."""

    GENDER_VIOLENCE = "gender_violence", _("Gender violence")
    PROTECTED_ADDRESS = "protected_address", _("Protected address")
    MINOR = "minor", _("Minor")
    STAFF = "staff", _("Somebody of the services")


class Disposition(models.TextChoices):
    """How a case ended."""

    RESOLVED_ON_SCENE = "resolved_on_scene", _("Resolved on scene")
    TAKEN_TO_HOSPITAL = "taken_to_hospital", _("Taken to hospital")
    REFUSED_HELP = "refused_help", _("Help refused by the person")
    NOTHING_FOUND = "nothing_found", _("Nothing found")
    DECEASED = "deceased", _("Deceased")
    HANDED_OVER = "handed_over", _("Handed over to another body")
    RESOLVED_BY_ADVICE = "resolved_by_advice", _("Resolved by advice")
    MISDIAL = "misdial", _("Misdial")
    HOAX = "hoax", _("Hoax")
    INFORMATION = "information", _("Information")
    DUPLICATE = "duplicate", _("Already known")
    JOINED = "joined", _("Ended with the incident it was joined to")


NEEDS_NO_RESPONSE = (
    Disposition.MISDIAL,
    Disposition.HOAX,
    Disposition.INFORMATION,
    Disposition.DUPLICATE,
)

THIRD_PARTIES = (CallerKind.ALARM_CENTRE, CallerKind.TELECARE, CallerKind.OTHER_112)
"""Who calls from elsewhere: where their phone is says nothing of where help must go."""
