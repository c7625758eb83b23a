"""What the log says of how grave a case was judged."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.casefile.kinds import Severity
from calls.stages.triage import conditions, wording
from calls.stages.triage.models import CountedBy, Onset
from calls.stages.triage.sorting import Colour


@events.kind("triage.protocol_started", _("Protocol opened"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ProtocolStarted(events.StreamEvent):
    """A protocol was opened, in this exact version; `edition` is the digest of its files."""

    protocol: Code
    protocol_version: int
    edition: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the protocol."""
        return wording.title(data["protocol"], data.get("edition", ""))


@events.kind("triage.question_answered", _("Question answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionAnswered(events.StreamEvent):
    """One answer of the protocol; a later one to the same question corrects it."""

    corrects = ("protocol", "question")

    protocol: Code
    question: Code
    answer: Code
    edition: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give question and answer as they were read."""
        protocol, edition = data["protocol"], data.get("edition", "")
        asked = wording.question(protocol, data["question"], edition)
        return f"{asked} {wording.answer(protocol, data['question'], data['answer'], edition)}"


@events.kind("triage.determinant_assigned", _("Determinant assigned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class DeterminantAssigned(events.StreamEvent):
    """The protocol's result, and the severity the case has from it."""

    protocol: Code
    determinant: Code
    severity: Severity
    before: Severity | None = None
    edition: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the determinant with its severity."""
        edition = data.get("edition", "")
        named = wording.determinant(data["protocol"], data["determinant"], edition)
        return f"{data['severity']} · {named}"


@events.kind("triage.severity_judged", _("Severity judged"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class SeverityJudged(events.StreamEvent):
    """A person judged the case graver, or less grave with a reason."""

    severity: Severity
    before: Severity | None = None
    reason: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give both severities and the reason."""
        change = f"{data.get('before') or '–'} → {data['severity']}"
        return f"{change} · {data['reason']}" if data.get("reason") else change


@events.kind("triage.case_reassessed", _("Assessment changed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseReassessed(events.StreamEvent):
    """A case judged before, or that others hold, is judged otherwise; they are told.

    `questions` are those whose answers were put right, `agencies` those now called for besides.
    """

    severity: Severity | None = None
    before: Severity | None = None
    protocol: Code | None = None
    determinant: Code | None = None
    edition: Code | None = None
    protocol_before: Code | None = None
    determinant_before: Code | None = None
    edition_before: Code | None = None
    questions: tuple[Code, ...] | None = None
    agencies: tuple[Code, ...] | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give both severities, and both determinants where they differ."""
        change = f"{data.get('before') or '–'} → {data.get('severity') or '–'}"
        names = [_named(data, "_before"), _named(data, "")]
        differ = names[0] != names[1]
        return f"{change} · {' → '.join(name or '–' for name in names)}" if differ else change


def _named(data: Mapping[str, Any], when: str) -> str:
    determinant = data.get(f"determinant{when}")
    if determinant is None:
        return ""
    edition = data.get(f"edition{when}", "")
    return wording.determinant(data[f"protocol{when}"], determinant, edition)


@events.kind("triage.change_seen", _("Change seen"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangeSeen(events.StreamEvent):
    """Who holds the case, or a centre on it, said that they saw it is judged otherwise.

    `change` is the number of the line that told it.
    """

    change: int
    centre: UUID | None = None


@events.kind("triage.time_critical_found", _("Every minute counts"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class TimeCriticalFound(events.StreamEvent):
    """A determinant names an arrest, a stroke or a heart attack that counts minutes."""

    condition: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the condition."""
        return conditions.label(data["condition"])


@events.kind("triage.onset_recorded", _("Onset recorded"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class OnsetRecorded(events.StreamEvent):
    """When it began: exactly, when the person was last seen well, or that nobody knows."""

    corrects = ("condition",)

    condition: Code
    onset: Code
    onset_at: datetime | None = None
    said_by: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give condition, time and who said so."""
        known = str(Onset(data["onset"]).label)
        if data.get("onset_at"):
            moment = timezone.localtime(datetime.fromisoformat(data["onset_at"]))
            known = f"{known} {moment:%d-%m %H:%M}"
        told = [conditions.label(data["condition"]), known, str(data.get("said_by") or "")]
        return " · ".join(part for part in told if part)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _AboutACondition(events.StreamEvent):
    corrects = ("condition",)

    condition: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the condition and what was written."""
        return " · ".join([conditions.label(data["condition"]), super().tell(data)])


@events.kind("triage.hospital_alerted", _("Hospital told beforehand"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class HospitalAlerted(_AboutACondition):
    """A hospital knows that such a patient comes, and who took the message."""

    hospital: str = events.disclosed()
    taken_by: str = events.disclosed()


@events.kind("triage.prealert_waived", _("No hospital to tell"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class PrealertWaived(_AboutACondition):
    """No hospital is told beforehand, and why."""

    reason: str = events.disclosed()


@events.kind("triage.casualties_counted", _("Casualties counted"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CasualtiesCounted(events.StreamEvent):
    """How many there are of each colour now; by telephone nobody counts as deceased.

    `sorted` is the colour of one casualty who was sorted and added.
    """

    immediate: int
    delayed: int
    minor: int
    deceased: int
    source: Code
    sorted: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the counts and who counted."""
        counts = [f"{Colour(name).label} {data[name]}" for name in Colour.values]
        return " · ".join([*counts, str(CountedBy(data["source"]).label)])
