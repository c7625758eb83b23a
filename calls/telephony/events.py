"""What the log says of a single contact."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
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

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give who called which number; what came is for machines."""
        return " → ".join(data[name] for name in ("number", "dialled") if data.get(name))


@events.kind("telephony.call_answered", _("Call answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallAnswered(events.StreamEvent):
    """Somebody answered; the call's own log ends and goes on in the case's."""

    case: UUID


@events.kind("telephony.caution_written", _("Caution written"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CautionWritten(events.StreamEvent):
    """Somebody remarked something about a number or a place, until a day. Degrees are WGS 84."""

    caution_kind: Code
    about: Code
    expires_at: datetime
    review_at: datetime
    municipality: Code | None = None
    radius_m: int | None = None
    number: str = events.disclosed()
    place: str = events.disclosed()
    latitude: float | None = events.disclosed()
    longitude: float | None = events.disclosed()
    text: str = events.disclosed()
    reason: str = events.disclosed()


@events.kind("telephony.caution_renewed", _("Caution renewed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CautionRenewed(events.StreamEvent):
    """A caution holds until another day, for a reason given anew."""

    expires_at: datetime
    review_at: datetime
    reason: str = events.disclosed()


@events.kind("telephony.caution_reviewed", _("Caution reviewed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CautionReviewed(events.StreamEvent):
    """Somebody read a caution again and found that it still holds."""

    review_at: datetime


@events.kind("telephony.caution_ended", _("Caution ended"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CautionEnded(events.StreamEvent):
    """A caution no longer holds."""

    reason: str = events.disclosed()


@events.kind("telephony.caution_attached", _("Caution written from this case"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CautionAttached(events.StreamEvent):
    """Who works on a case remarked something about its number or its place."""

    caution: UUID
    caution_kind: Code
    about: Code


@events.kind("telephony.message_started", _("Recorded message started"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MessageStarted(events.StreamEvent):
    """Waiting callers hear this, everywhere or from one municipality; it hangs up on nobody."""

    expires_at: datetime
    municipality: Code | None = None
    text_es: str = events.disclosed()
    text_en: str = events.disclosed()


@events.kind("telephony.message_stopped", _("Recorded message stopped"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MessageStopped(events.StreamEvent):
    """Waiting callers no longer hear it."""

    message: UUID


@events.kind("telephony.call_abandoned", _("Call abandoned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallAbandoned(events.StreamEvent):
    """It ended before anybody answered; the call's own log ends and goes on in the case's."""

    case: UUID
    ended_by: Code


@events.kind("telephony.call_located", _("Phone located"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallLocated(events.StreamEvent):
    """The gateway told where the phone is: evidence, in the log of the call or of its case."""

    call: UUID
    count: int
    fixes: tuple[Mapping[str, object], ...] = events.disclosed()
