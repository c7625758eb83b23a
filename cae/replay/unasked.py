"""What the room does by itself, and of which a source tells nothing.

A threat to life asks health, a stroke owes a hospital a word. What did not happen as reported is
taken back in the same moment, and says so.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from calls.casefile.models import Case
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from calls.stages.triage import conditions
from calls.stages.triage.models import TimeCritical


def prealerts(case: Case) -> list[str]:
    """Name the conditions of a case for which a hospital is still to be told."""
    rows = TimeCritical.objects.filter(case=case, active=True, alerted_at__isnull=True, waived="")
    return list(
        rows.filter(code__in=conditions.OWES_PREALERT)
        .order_by("code")
        .values_list("code", flat=True)
    )


def offers(case: Case, *, asked: Collection[UUID | None]) -> list[UUID]:
    """Give the standing offers of a case to centres other than those its source asked."""
    standing = Offer.objects.filter(case=case, state__in=transfer.STANDING)
    return list(standing.exclude(centre_id__in=asked).values_list("id", flat=True))
