"""Which closed cases wait for somebody to look at them again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from calls.casefile.kinds import Disposition, Severity
from calls.casefile.models import Case

LISTED = 100


def closed(
    *, since: datetime, until: datetime, protocol: str | None, waiting: bool
) -> QuerySet[Case]:
    """Give the cases closed in a time, the gravest first, then the newest; at most LISTED.

    Those that joined another are left out: they are looked at there. `protocol` None is any.
    """
    rows = Case.objects.filter(closed_at__gte=since, closed_at__lt=until)
    rows = rows.exclude(disposition=Disposition.JOINED).select_related("review")
    if protocol is not None:
        rows = rows.filter(complaint_protocol=protocol)
    if waiting:
        rows = rows.filter(review=None)
    return rows.order_by("severity", "-closed_at")[:LISTED]


def vital_waiting(*, since: datetime, until: datetime) -> int:
    """Count the vital cases nobody has looked at; of resuscitations none should be left."""
    rows = Case.objects.filter(closed_at__gte=since, closed_at__lt=until, severity=Severity.P0)
    return rows.exclude(disposition=Disposition.JOINED).filter(review=None).count()
