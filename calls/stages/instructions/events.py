"""What the log says of the instructions a caller was read."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.stages.instructions import wording


@events.kind("instructions.script_started", _("Instructions begun"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class ScriptStarted(events.StreamEvent):
    """A script was opened for reading, in this exact version."""

    script: Code
    protocol_version: int

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Name the script."""
        return wording.script_title(data["script"])


@events.kind("instructions.step_recorded", _("Instruction read"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class StepRecorded(events.StreamEvent):
    """One step was read to the caller, or skipped."""

    script: Code
    step: Code
    result: Code

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the step as it was read, and whether it was skipped."""
        text = wording.step_text(data["script"], data["step"])
        return text if data["result"] == "done" else f"{text} · {_('skipped')}"
