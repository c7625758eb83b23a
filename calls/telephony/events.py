"""What the log says of a single contact."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code


@events.kind("telephony.call_announced", _("Call rang"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallAnnounced(events.StreamEvent):
    """A contact reached the centre; what came is kept byte by byte."""

    channel: Code
    flags: tuple[Code, ...]
    received_at: datetime
    number: str = events.disclosed()
    dialled: str = events.disclosed()
    fixes: tuple[Mapping[str, object], ...] = events.disclosed()
    raw: str = events.disclosed()


@events.kind("telephony.call_answered", _("Call answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallAnswered(events.StreamEvent):
    """Somebody answered; the call's own log ends and goes on in the case's."""

    case: UUID
