"""What the centre still owes: found when due, acted on once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from calls.casefile import door, refusals, registry
from calls.casefile.models import Case, Commitment
from calls.casefile.sheet import Sheet
from calls.people.actor import SYSTEM

BATCH = 50


def sweep_due(now: datetime) -> int:
    """Let every late commitment lapse once; any number of sweepers may run at once.

    A case somebody is writing to is not waited for: it is left for the next second.
    """
    late = (
        Commitment.objects.filter(settled_at__isnull=True, lapsed_at__isnull=True, due_at__lte=now)
        .order_by("due_at")
        .values_list("case_id", "id")[:BATCH]
    )
    return sum(_lapse(case_id, commitment_id, now) for case_id, commitment_id in list(late))


def _lapse(case_id: UUID, commitment_id: UUID, now: datetime) -> int:
    passage = door.Passage(actor=SYSTEM, at=now, case_id=case_id)
    with transaction.atomic():
        if not Case.objects.select_for_update(skip_locked=True).filter(id=case_id):
            return 0
        try:
            return int(let_lapse(passage, commitment_id=commitment_id)["lapsed"])
        except refusals.OutOfStage:
            # Closed since it was found: nothing is owed any more.
            return 0


@door.step("commitment.lapse")
def let_lapse(sheet: Sheet, *, commitment_id: UUID) -> door.Answer:
    """Do once what its room says happens when this promise is late."""
    commitment = (
        Commitment.objects.select_for_update()
        .filter(id=commitment_id, settled_at__isnull=True, lapsed_at__isnull=True)
        .first()
    )
    if commitment is None:
        return {"lapsed": 0}
    commitment.lapsed_at = sheet.recorded_at
    commitment.lapses += 1
    commitment.save(update_fields=["lapsed_at", "lapses"])
    kind = registry.commitment_kinds[commitment.kind]
    if kind.lapse is not None:
        kind.lapse(sheet, commitment)
    return {"lapsed": 1}
