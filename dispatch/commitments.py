"""What a unit on a case leaves the centre owing: to hear of it again, until it is free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from calls.casefile.models import Commitment
from calls.casefile.sheet import Sheet
from calls.stages.transfer import commitments as transfer
from dispatch.models import Assignment, AssignmentStamp, UnitStatus
from dispatch.transitions import HAS_ARRIVED

UNIT_ASSIGNED = "dispatch.unit_assigned"
"""A unit is on the case; the case cannot close before it is free."""

HEARD_OF_WITHIN: Mapping[UnitStatus, timedelta] = MappingProxyType(
    {
        UnitStatus.ASSIGNED: timedelta(minutes=3),
        UnitStatus.EN_ROUTE: timedelta(minutes=20),
        UnitStatus.ON_SCENE: timedelta(minutes=45),
        UnitStatus.TRANSPORTING: timedelta(minutes=45),
        UnitStatus.AT_HOSPITAL: timedelta(minutes=45),
    }
)
"""How long a unit may stay in a status before somebody should ask how it fares."""


def due_at(status: UnitStatus, *, now: datetime) -> datetime:
    """Give when the next is to be heard of a unit of this status."""
    return now + HEARD_OF_WITHIN[status]


def open_for(sheet: Sheet, assignment: Assignment, *, seq: int, due: datetime) -> None:
    """Owe the case this unit; the first one settles what accepting the offer left owing."""
    sheet.settle_commitment(transfer.MOBILISE, ref=assignment.offer_id, seq=seq, result="assigned")
    sheet.open_commitment(
        UNIT_ASSIGNED,
        ref=assignment.id,
        seq=seq,
        due_at=due,
        holder_centre=assignment.centre_id,
    )


def renew(assignment: Assignment, *, due: datetime) -> None:
    """Expect the next word of the unit later; being late so far is over."""
    Commitment.objects.filter(
        case=assignment.case_id, kind=UNIT_ASSIGNED, ref=assignment.id, settled_at__isnull=True
    ).update(due_at=due, lapsed_at=None)


def settle_for(sheet: Sheet, assignment: Assignment, *, seq: int, arrived: bool) -> None:
    """Owe this unit no more; where none of the centre has come, it owes one again."""
    sheet.settle_commitment(
        UNIT_ASSIGNED,
        ref=assignment.id,
        seq=seq,
        result="done" if arrived else "never_arrived",
    )
    if _anybody_came_or_comes(assignment.offer_id):
        return
    sheet.open_commitment(
        transfer.MOBILISE,
        ref=assignment.offer_id,
        seq=seq,
        due_at=sheet.recorded_at + transfer.MOBILISE_WITHIN,
        holder_centre=assignment.centre_id,
    )


def has_arrived(assignment: Assignment) -> bool:
    """Say whether the unit reached the place of help."""
    return assignment.stamps.filter(status__in=HAS_ARRIVED).exists()


def _anybody_came_or_comes(offer_id: UUID) -> bool:
    return (
        Assignment.objects.filter(offer=offer_id, released_at__isnull=True).exists()
        or AssignmentStamp.objects.filter(
            assignment__offer=offer_id, status__in=HAS_ARRIVED
        ).exists()
    )
