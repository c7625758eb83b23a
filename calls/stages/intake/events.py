"""What the log says of who calls, where and what for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.casefile.kinds import EndedBy
from calls.stages.intake.codes import UnansweredResult


@events.kind("intake.case_opened", _("Case opened"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseOpened(events.StreamEvent):
    """A call was answered, or a contact written down, and a case opened for it."""

    call: UUID
    channel: Code
    exercise: bool
    reference: Code
    callback_number: str = events.disclosed()


@events.kind("intake.location_recorded", _("Place of help recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class LocationRecorded(events.StreamEvent):
    """Somebody decided where help must go. Degrees are WGS 84."""

    municipality: Code | None = None
    source: Code | None = None
    text: str = events.disclosed()
    latitude: float | None = events.disclosed()
    longitude: float | None = events.disclosed()


@events.kind("intake.complaint_recorded", _("Reason recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ComplaintRecorded(events.StreamEvent):
    """The reason as the caller gives it, and the protocol it points to."""

    protocol: Code | None = None
    text: str = events.disclosed()


@events.kind("intake.life_questions_answered", _("Life questions answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class LifeQuestionsAnswered(events.StreamEvent):
    """Awake? Breathing normally?"""

    awake: Code | None = None
    breathing: Code | None = None


@events.kind("intake.caller_recorded", _("Caller recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallerRecorded(events.StreamEvent):
    """Who speaks and where to call back; a number not understood is kept as typed."""

    caller_kind: Code | None = None
    number_understood: bool
    name: str = events.disclosed()
    callback_number: str = events.disclosed()


@events.kind("intake.case_taken_over", _("Case taken over"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseTakenOver(events.StreamEvent):
    """Another person holds the case from now on."""

    holder: UUID
    before: UUID | None = None
    reason: str = events.disclosed()


@events.kind("intake.call_abandoned", _("Call abandoned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallAbandoned(events.StreamEvent):
    """It stopped ringing before anybody answered; what the caller wanted is owed by `due_at`."""

    call: UUID
    ended_by: Code
    due_at: datetime


@events.kind("intake.call_ended", _("Call over"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallEnded(events.StreamEvent):
    """An answered call is over; with `due_at` it broke off before anybody knew the need."""

    call: UUID
    ended_by: Code
    due_at: datetime | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give who ended it, and that it broke off where it did."""
        ender = str(EndedBy(data["ended_by"]).label)
        return f"{ender} · {_('Broke off: call back')}" if data.get("due_at") else ender


@events.kind("intake.callback_tried", _("Call back: no answer"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallbackTried(events.StreamEvent):
    """Nobody answered when the centre called back; another look is owed by `due_at`."""

    attempt: int
    due_at: datetime
    text: str = events.disclosed()


@events.kind("intake.unanswered_settled", _("Unanswered call settled"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class UnansweredSettled(events.StreamEvent):
    """What came of a call that was abandoned or broke off; `by` is the case of a later call."""

    result: Code
    attempts: int
    by: UUID | None = None
    text: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the result and what was said."""
        result = str(UnansweredResult(data["result"]).label)
        return f"{result} · {data['text']}" if data.get("text") else result
