"""What the log says of who calls, where and what for."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code


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
