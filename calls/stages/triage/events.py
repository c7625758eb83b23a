"""What the log says of how grave a case was judged."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.casefile.kinds import Severity
from calls.stages.triage import wording


@events.kind("triage.protocol_started", _("Protocol opened"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ProtocolStarted(events.StreamEvent):
    """A protocol was opened, in this exact version."""

    protocol: Code
    protocol_version: int

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the protocol."""
        return wording.title(data["protocol"])


@events.kind("triage.question_answered", _("Question answered"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class QuestionAnswered(events.StreamEvent):
    """One answer of the protocol; a later one to the same question corrects it."""

    corrects = ("protocol", "question")

    protocol: Code
    question: Code
    answer: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give question and answer as they were read."""
        asked = wording.question(data["protocol"], data["question"])
        return f"{asked} {wording.answer(data['protocol'], data['question'], data['answer'])}"


@events.kind("triage.determinant_assigned", _("Determinant assigned"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class DeterminantAssigned(events.StreamEvent):
    """The protocol's result, and the severity the case has from it."""

    protocol: Code
    determinant: Code
    severity: Severity
    before: Severity | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the determinant with its severity."""
        named = wording.determinant(data["protocol"], data["determinant"])
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
