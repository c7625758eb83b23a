"""What the log says of a person's request for what is kept about them."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code


@events.kind("subjects.request_opened", _("Request of a person opened"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class RequestOpened(events.StreamEvent):
    """Somebody showed who they are and asks for what is kept about them; so much was found."""

    found: int
    name: str = events.disclosed()
    identity: str = events.disclosed()
    numbers: tuple[str, ...] = events.disclosed()


@events.kind("subjects.item_decided", _("Decided what of it is given"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ItemDecided(events.StreamEvent):
    """A human said of one case whether the person gets it; a later word replaces it."""

    case: UUID
    verdict: Code
    reason: str = events.disclosed()


@events.kind("subjects.package_taken", _("Package taken"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PackageTaken(events.StreamEvent):
    """What was included was made into a package and handed out."""

    included: int
    withheld: int
    format: Code
