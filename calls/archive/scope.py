"""Which sealed files are there for whom, whether their personal values are, and why asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from calls.archive.models import SealedFile
from calls.casefile.models import Case, Leg
from calls.people import access
from calls.people.actor import Actor

OWN_FOR = timedelta(hours=24)
"""How long after its closing a file is there for who worked on it."""
DISCLOSE = "archive.disclose"


def files(actor: Actor, *, at: datetime) -> QuerySet[SealedFile]:
    """Give the files that are there for an actor; the others are not, whatever is asked."""
    reach = access.matrix()["archive.search"].get(actor.role)
    if reach == "any":
        return SealedFile.objects.all()
    if reach == "own":
        mine = Q(holder=actor.id) | Q(covert=False, hands__user=actor.id)
        cases = Case.objects.filter(mine, closed_at__gt=at - OWN_FOR)
        return SealedFile.objects.filter(case_id__in=cases.values("id"))
    if reach == "leg":
        legs = Leg.objects.filter(centre=actor.centre_id, case__closed_at__gt=at - OWN_FOR)
        return SealedFile.objects.filter(case_id__in=legs.values("case"))
    return SealedFile.objects.none()


def is_disclosed(actor: Actor) -> bool:
    """Say whether an actor may see what was told, and not the metadata alone."""
    return access.may(actor.role, DISCLOSE)


def lists_words(actor: Actor) -> bool:
    """Say whether lists show and find what was told; a desk is shown it file by file, by need."""
    return is_disclosed(actor) and access.matrix()[DISCLOSE][actor.role] != "leg"


def needs_reason(actor: Actor) -> bool:
    """Say whether an actor has to state why: who reads what others worked on."""
    return access.matrix()[DISCLOSE].get(actor.role) == "any"
