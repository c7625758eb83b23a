"""Who speaks changes what is asked, and what their own place is good for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.casefile import refusals
from calls.casefile.kinds import THIRD_PARTIES, CallerKind, LocationSource
from calls.casefile.models import Case
from calls.people.actor import Actor


class Ask(models.TextChoices):
    """What one kind of caller is asked beside what everybody is."""

    ADULT_NEAR = "adult_near", _("Is a grown-up near? Can they come to the telephone?")
    ADDRESS_FROM_SOMETHING = (
        "address_from_something",
        _("Look for the address on a letter, the door or the street"),
    )
    REFERENCE = "reference", _("Their own reference")
    ALARM_TYPE = "alarm_type", _("What kind of alarm, and from which detector")
    KEY_HOLDER = "key_holder", _("Who holds the keys, and are they coming")
    VOICE_CONTACT = "voice_contact", _("Is there voice contact with the person")
    SERVICE = "service", _("Which service they are of, and their call sign")
    HELP_WANTED = "help_wanted", _("What help they want, and what they have seen to")
    TRANSFER_OF = "transfer_of", _("What they hand over, and whether their caller is on the line")


ASKED: Mapping[str, tuple[Ask, ...]] = MappingProxyType(
    {
        CallerKind.CHILD: (Ask.ADULT_NEAR, Ask.ADDRESS_FROM_SOMETHING),
        CallerKind.ALARM_CENTRE: (Ask.REFERENCE, Ask.ALARM_TYPE, Ask.KEY_HOLDER),
        CallerKind.TELECARE: (Ask.REFERENCE, Ask.VOICE_CONTACT, Ask.KEY_HOLDER),
        CallerKind.PROFESSIONAL: (Ask.SERVICE, Ask.HELP_WANTED),
        CallerKind.OTHER_112: (Ask.REFERENCE, Ask.TRANSFER_OF),
    }
)


def refuse_their_place(
    case: Case, *, location: Mapping[str, Any], caller: Mapping[str, Any]
) -> None:
    """Raise Invalid where the place of a third party's telephone would be the place of help."""
    kind = caller.get("caller_kind", case.caller_kind)
    source = location.get("location_source", case.location_source)
    if kind in THIRD_PARTIES and source == LocationSource.PHONE_CONFIRMED:
        raise refusals.Invalid(
            gettext("Some fields cannot be taken as they are."),
            fields={
                "location_source": [
                    gettext(
                        "The telephone is at the caller's own place ({kind}), not where help"
                        " must go: choose another source."
                    ).format(kind=CallerKind(kind).label)
                ]
            },
        )


def case_part(case: Case, actor: Actor) -> dict[str, Any]:
    """Give what this kind of caller is asked, and whether their phone's place may be the place."""
    return {
        "questions": [
            {"code": ask.value, "label": str(ask.label)} for ask in ASKED.get(case.caller_kind, ())
        ],
        "phone_place_usable": case.caller_kind not in THIRD_PARTIES,
    }
