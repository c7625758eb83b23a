"""What the log says of how a case ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.casefile.kinds import Disposition


@events.kind("closure.case_closed", _("Case closed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseClosed(events.StreamEvent):
    """The case ended; its log ends here and can be sealed from itself alone."""

    disposition: Code
    closed_at: datetime
    severity: Code | None = None
    protocol: Code | None = None
    municipality: Code | None = None
    summary: str = events.disclosed()

    @classmethod
    def tell(cls, data: Mapping[str, Any]) -> str:
        """Give the disposition and the summary."""
        ending = str(Disposition(data["disposition"]).label)
        return f"{ending} · {data['summary']}" if data.get("summary") else ending
