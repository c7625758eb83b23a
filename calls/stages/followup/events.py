"""What the log says of how a case evolves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code


@events.kind("followup.note_added", _("Note"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class NoteAdded(events.StreamEvent):
    """Somebody wrote something down; notes only ever append."""

    text: str = events.disclosed()


@events.kind("followup.callback_scheduled", _("Callback promised"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallbackScheduled(events.StreamEvent):
    """The centre owes a callback by `due_at`."""

    callback: UUID
    due_at: datetime
    text: str = events.disclosed()


@events.kind("followup.callback_settled", _("Callback done"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CallbackSettled(events.StreamEvent):
    """What came of a callback."""

    callback: UUID
    result: Code
    text: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the result and what was said."""
        results = {
            "done": _("Reached"),
            "no_answer": _("No answer"),
            "not_needed": _("Not needed any more"),
        }
        result = str(results.get(data["result"], data["result"]))
        return f"{result} · {data['text']}" if data.get("text") else result
