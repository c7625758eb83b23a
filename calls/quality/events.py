"""What the log says of the review of a closed case."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.casefile.kinds import Severity


@events.kind("quality.case_reviewed", _("Case reviewed"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class CaseReviewed(events.StreamEvent):
    """A closed case was marked against the book; a later review replaces what this one says."""

    case: UUID
    severity: Severity
    outcome: Severity
    met: tuple[Code, ...]
    missed: tuple[Code, ...]
    excused: tuple[Code, ...]
    remark: str = events.disclosed()
