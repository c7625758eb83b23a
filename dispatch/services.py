"""Send units to cases, follow what they do, free them."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import announce, door, log, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Stage
from calls.casefile.sheet import Aside, Sheet
from calls.people.actor import Actor
from calls.stages.transfer.models import Offer, OfferState
from dispatch import commitments, events, queries, transitions
from dispatch.models import Assignment, AssignmentStamp, Unit, UnitKind, UnitStatus


@door.step("dispatch.assign")
def assign_unit(sheet: Sheet, *, unit_id: UUID) -> door.Answer:
    """Send an available unit of one's own centre, which has accepted the case.

    Raises NotFound where the unit is not the centre's, a 409 where it is not available or the
    centre has not accepted.
    """
    unit = _own_unit(unit_id, sheet.actor)
    offer = _accepted_offer(sheet)
    if unit.status != UnitStatus.AVAILABLE:
        raise refusals.Refusal(
            _("{callsign} is not available: {status}.").format(
                callsign=unit.callsign, status=UnitStatus(unit.status).label
            ),
            code="unit_not_available",
            status=409,
        )
    assignment = Assignment.objects.create(
        case=sheet.case,
        offer=offer,
        unit=unit,
        centre_id=unit.centre_id,
        status=UnitStatus.ASSIGNED,
        assigned_at=sheet.at,
    )
    _stamp(assignment, sheet)
    due = commitments.due_at(UnitStatus.ASSIGNED, now=sheet.recorded_at)
    seq = sheet.record(
        events.UnitAssigned(
            assignment=assignment.id,
            unit=unit.id,
            callsign=Code(unit.callsign),
            status=UnitStatus.ASSIGNED,
            unit_kind=UnitKind(unit.kind),
            offer=offer.id,
            centre=unit.centre_id,
            due_at=due,
        )
    )
    _move(sheet.aside(), unit, UnitStatus.ASSIGNED, case_id=sheet.case.id)
    commitments.open_for(sheet, assignment, seq=seq, due=due)
    sheet.move_to(Stage.FOLLOWUP)
    return {"assignment": str(assignment.id), "unit": str(unit.id), "status": unit.status}


def set_status(passage: door.Passage, *, unit_id: UUID, status: UnitStatus) -> door.Answer:
    """Move a unit on: through its case's door where it is on one, beside the cases where not."""
    case_id = passage.case_id or queries.case_of(
        unit_id, centre_id=passage.actor.centre_id, command_id=passage.command_id
    )
    onward = dataclasses.replace(passage, case_id=case_id)
    work = set_status_off_case if case_id is None else set_status_on_case
    return work(onward, unit_id=unit_id, status=status)


@door.step("dispatch.set_status")
def set_status_on_case(sheet: Sheet, *, unit_id: UUID, status: UnitStatus) -> door.Answer:
    """Move a unit on that is on this case; available or out of service, it leaves the case.

    Raises NotFound where the unit is not the centre's, OutOfStage where it is not on this case
    or may not come into this status from its own.
    """
    unit = _own_unit(unit_id, sheet.actor)
    assignment = Assignment.objects.filter(
        unit=unit, case=sheet.case, released_at__isnull=True
    ).first()
    if assignment is None:
        raise refusals.OutOfStage(
            _("{callsign} is not on this case.").format(callsign=unit.callsign)
        )
    _check_move(unit, status)
    assignment.status = status
    if status in transitions.OFF_CASE:
        _release(sheet, assignment, unit)
    else:
        _advance(sheet, assignment, unit)
    return {"assignment": str(assignment.id), "unit": str(unit.id), "status": unit.status}


@door.aside("dispatch.set_unit_status")
def set_status_off_case(beside: Aside, *, unit_id: UUID, status: UnitStatus) -> door.Answer:
    """Move a unit on that is on no case: out of service and back.

    Raises NotFound where the unit is not the centre's, OutOfStage where it may not come into
    this status from its own, Busy where it was sent to a case at this moment.
    """
    unit = _own_unit(unit_id, beside.actor)
    if Assignment.objects.filter(unit=unit, released_at__isnull=True).exists():
        raise refusals.Busy(_("This unit is being sent to a case; try again."))
    _check_move(unit, status)
    _move(beside, unit, status)
    return {"unit": str(unit.id), "status": unit.status, "version": unit.version}


@door.aside("dispatch.register_unit")
def register_unit(
    beside: Aside,
    *,
    centre_id: UUID,
    callsign: str,
    kind: UnitKind,
    latitude: float | None = None,
    longitude: float | None = None,
) -> door.Answer:
    """Give a centre a unit, available from now on; its log begins."""
    unit = Unit(
        callsign=callsign,
        kind=kind,
        centre_id=centre_id,
        status_at=beside.at,
        latitude=latitude,
        longitude=longitude,
        position_at=beside.at if latitude is not None else None,
    )
    unit.save(force_insert=True)
    log.begin(stream_id=unit.id, kind="unit")
    beside.record(
        unit,
        events.UnitRegistered(callsign=Code(callsign), unit_kind=kind, centre=centre_id),
    )
    _tell(unit)
    return {"unit": str(unit.id)}


def _advance(sheet: Sheet, assignment: Assignment, unit: Unit) -> None:
    status = UnitStatus(assignment.status)
    assignment.save(update_fields=["status"])
    _stamp(assignment, sheet)
    due = commitments.due_at(status, now=sheet.recorded_at)
    sheet.record(
        events.UnitStatusChanged(
            assignment=assignment.id,
            unit=unit.id,
            callsign=Code(unit.callsign),
            status=status,
            due_at=due,
        )
    )
    _move(sheet.aside(), unit, status, case_id=sheet.case.id)
    commitments.renew(assignment, due=due)


def _release(sheet: Sheet, assignment: Assignment, unit: Unit) -> None:
    status = UnitStatus(assignment.status)
    arrived = commitments.has_arrived(assignment)
    assignment.released_at = sheet.at
    assignment.save(update_fields=["status", "released_at"])
    _stamp(assignment, sheet)
    seq = sheet.record(
        events.UnitReleased(
            assignment=assignment.id,
            unit=unit.id,
            callsign=Code(unit.callsign),
            status=status,
            arrived=arrived,
        )
    )
    _move(sheet.aside(), unit, status, case_id=sheet.case.id)
    commitments.settle_for(sheet, assignment, seq=seq, arrived=arrived)


def _own_unit(unit_id: UUID, actor: Actor) -> Unit:
    unit = Unit.objects.select_for_update().filter(id=unit_id, centre_id=actor.centre_id).first()
    if unit is None:
        raise refusals.NotFound(_("There is no such unit for you."))
    return unit


def _accepted_offer(sheet: Sheet) -> Offer:
    offer = Offer.objects.filter(
        case=sheet.case, centre_id=sheet.actor.centre_id, state=OfferState.ACCEPTED
    ).first()
    if offer is None:
        raise refusals.OutOfStage(_("Accept the case for your centre first."))
    return offer


def _check_move(unit: Unit, status: UnitStatus) -> None:
    allowed = transitions.allowed(unit.status)
    if status in allowed:
        return
    raise refusals.OutOfStage(
        _("{callsign} is {status}; from there it may become: {allowed}.").format(
            callsign=unit.callsign,
            status=UnitStatus(unit.status).label,
            allowed=", ".join(str(onward.label) for onward in allowed),
        )
    )


def _stamp(assignment: Assignment, sheet: Sheet) -> None:
    AssignmentStamp.objects.create(assignment=assignment, status=assignment.status, at=sheet.at)


def _move(beside: Aside, unit: Unit, status: UnitStatus, *, case_id: UUID | None = None) -> None:
    before = UnitStatus(unit.status)
    unit.status = status
    unit.status_at = beside.at
    beside.record(
        unit,
        events.UnitMoved(before=before, status=status, case=case_id),
        "status",
        "status_at",
    )
    _tell(unit)


def _tell(unit: Unit) -> None:
    # Where it is seen hangs on the case it is on.
    announce.after_commit("unit", unit.id)
    announce.after_commit("position", unit.id)
