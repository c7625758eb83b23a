"""What the log says of the instructions a caller was read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.stages.instructions import codes, wording


@events.kind("instructions.script_started", _("Instructions begun"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ScriptStarted(events.StreamEvent):
    """A script was opened for reading, in this exact edition; `left` is the one it interrupts."""

    script: Code
    protocol_version: int
    edition: Code
    left: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the script."""
        return wording.script_title(data["script"], data.get("edition", ""))


@events.kind("instructions.script_resumed", _("Instructions taken up again"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ScriptResumed(events.StreamEvent):
    """A script that had been left goes on, in its own edition, at the step it was left at."""

    script: Code
    step: Code
    edition: Code | None = None
    left: Code | None = None

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the script."""
        return wording.script_title(data["script"], data.get("edition", ""))


@events.kind("instructions.wording_chosen", _("Wording of the instructions chosen"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class WordingChosen(events.StreamEvent):
    """The language of the instructions, and whether they are in words for a child."""

    script: Code
    language: Code
    child: bool

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the language, by its code, and the child's words."""
        language = str(data["language"]).upper()
        return f"{language} · {_('in words for a child')}" if data["child"] else language


@events.kind("instructions.step_recorded", _("Instruction read"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class StepRecorded(events.StreamEvent):
    """One step was read to the caller, repeated, or skipped for a reason.

    `language` and `child` tell the wording it was read in, `branch` what the caller answered,
    `milestone` what the step reaches where it was done.
    """

    script: Code
    step: Code
    result: Code
    edition: Code | None = None
    language: Code | None = None
    child: bool = False
    branch: Code | None = None
    milestone: Code | None = None
    reason_code: Code | None = None
    reason: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the step as it was read, what was answered, and whether and why it was skipped."""
        script, step, edition = data["script"], data["step"], data.get("edition", "")
        told = [wording.step_text(script, step, edition, child=data.get("child", False))]
        if data.get("language") not in {None, wording.screen_language()}:
            told.append(str(data["language"]).upper())
        if "branch" in data:
            told.append(wording.branch_text(script, step, data["branch"], edition))
        if data["result"] != codes.Result.DONE:
            told.append(str(codes.Result(data["result"]).label))
        if "reason_code" in data:
            told.append(str(codes.SkipReason(data["reason_code"]).label))
        return " · ".join([*told, *([data["reason"]] if data.get("reason") else [])])
