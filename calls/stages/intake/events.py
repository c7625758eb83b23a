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
from calls.casefile.kinds import EndedBy, LifeAnswer, Mark, Severity
from calls.stages.intake import codes
from calls.stages.intake.codes import JOIN_NEWS, UnansweredResult
from calls.stages.intake.models import SilenceResult


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

    corrects = ()

    municipality: Code | None = None
    source: Code | None = None
    text: str = events.disclosed()
    latitude: float | None = events.disclosed()
    longitude: float | None = events.disclosed()


@events.kind("intake.complaint_recorded", _("Reason recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ComplaintRecorded(events.StreamEvent):
    """The reason as the caller gives it, and the protocol it points to."""

    corrects = ()

    protocol: Code | None = None
    text: str = events.disclosed()


@events.kind("intake.life_questions_answered", _("Life questions answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class LifeQuestionsAnswered(events.StreamEvent):
    """Awake? Breathing normally?"""

    corrects = ()
    awake: Code | None = None
    breathing: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the questions that were answered, with what was answered."""
        asked = {"awake": _("Awake?"), "breathing": _("Breathing normally?")}
        told = [
            f"{text} {LifeAnswer(data[name]).label}" for name, text in asked.items() if name in data
        ]
        return " · ".join(told)


@events.kind("intake.caller_recorded", _("Caller recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallerRecorded(events.StreamEvent):
    """Who speaks and where to call back; a number not understood is kept as typed.

    `external` is what an alarm centre, telecare or another 112 calls the same matter.
    """

    corrects = ()

    caller_kind: Code | None = None
    number_understood: bool
    name: str = events.disclosed()
    external: str = events.disclosed()
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


@dataclasses.dataclass(frozen=True, kw_only=True)
class _AboutAnother(events.StreamEvent):
    other: UUID
    reference: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the other case's reference."""
        return str(data["reference"])


@events.kind("intake.case_joined", _("Another report joined"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseJoined(_AboutAnother):
    """Case `other` tells of this incident too, and what it adds; yes, no or unknown.

    `brought` are the cases that had joined it and came along; `covert` that this case is
    covert from now on because the other is.
    """

    another_victim: Code
    other_place: Code
    worse: Code
    trapped: Code | None = None
    fire_or_load: Code | None = None
    other_carriageway: Code | None = None
    brought: tuple[UUID, ...] | None = None
    covert: bool | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the reference and what is new."""
        news = [str(label) for name, label in JOIN_NEWS.items() if data.get(name) == "yes"]
        return " · ".join([str(data["reference"]), *news])


@events.kind("intake.joined_to", _("Joined to another incident"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class JoinedTo(_AboutAnother):
    """It tells of the incident of case `other`, and ends with it."""


@events.kind("intake.severity_raised", _("Severity raised by another report"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SeverityRaised(_AboutAnother):
    """Case `other` says that it is worse: this one counts as the graver of both."""

    severity: Severity
    before: Severity | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give both severities and whose report it was."""
        change = f"{data.get('before') or '–'} → {data['severity']}"
        return f"{change} · {data['reference']}"


@events.kind("intake.whereabouts_asked", _("Asked where help is"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class WhereaboutsAsked(_AboutAnother):
    """Whoever speaks in case `other` asks where the help of this one is."""


@events.kind("intake.case_separated", _("Separated again"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseSeparated(_AboutAnother):
    """It and case `other` are two incidents after all; in the log of both."""


@events.kind("intake.case_split", _("Split in two"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseSplit(_AboutAnother):
    """One call told of two incidents, this one and that of case `other`; in the log of both."""


@events.kind("intake.case_continued", _("Continues a closed incident"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseContinued(_AboutAnother):
    """It goes on where case `other` had been closed."""


@events.kind("intake.silence_opened", _("Nobody speaks"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SilenceOpened(events.StreamEvent):
    """The line is open and nobody speaks; a location is waited for until then."""

    location_until: datetime


@events.kind("intake.sound_heard", _("Heard on the line"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SoundHeard(events.StreamEvent):
    """A sound on a line where nobody speaks."""

    sound: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the sound."""
        return str(codes.Sound(data["sound"]).label)


@events.kind("intake.silence_answered", _("Answered without speaking"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SilenceAnswered(events.StreamEvent):
    """What was asked of somebody who does not speak, and what came back by which means."""

    asked: Code
    answer: Code
    means: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give question, answer and means."""
        asked = str(codes.SilentQuestion(data["asked"]).label)
        answer = str(codes.SilentAnswer(data["answer"]).label)
        means = [str(codes.SilentMeans(data["means"]).label)] if "means" in data else []
        return " · ".join([asked, answer, *means])


@events.kind("intake.silence_lasted", _("Still nobody speaks"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SilenceLasted(events.StreamEvent):
    """The wait for a location is over and the silence is not; it is owed an end by `due_at`."""

    due_at: datetime


@events.kind("intake.silence_ended", _("Silence ended"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SilenceEnded(events.StreamEvent):
    """Safe voice contact, a confirmed mistake, or help offered."""

    result: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give how."""
        return str(SilenceResult(data["result"]).label)


@events.kind("intake.mark_added", _("Marked: less of it is for everybody"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MarkAdded(events.StreamEvent):
    """Why less of the case is for everybody from now on (`calls/people/need_to_know.toml`)."""

    mark: Mark
    reason: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the mark and why."""
        return _marked(data)


@events.kind("intake.mark_removed", _("Mark taken away"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class MarkRemoved(events.StreamEvent):
    """The mark no longer holds."""

    mark: Mark
    reason: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the mark and why."""
        return _marked(data)


@events.kind("intake.cover_marked", _("Covert: do not call back, no sirens"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CoverMarked(events.StreamEvent):
    """From now on only the holder, the legs and the supervisors see the case."""

    reason: str = events.disclosed()


@events.kind("intake.cover_lifted", _("No longer covert"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CoverLifted(events.StreamEvent):
    """A supervisor found that the case may be seen like any other."""

    reason: str = events.disclosed()


def _marked(data: Mapping[str, Any]) -> str:
    words = (str(Mark(data["mark"]).label), data.get("reason", ""))
    return " · ".join(word for word in words if word)
