"""Units and assignments as consoles, desks and boards show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

from calls.casefile.events import stamp
from calls.casefile.models import Case, Command
from calls.directory.models import Agency, OperationsCentre
from calls.people.actor import Actor
from calls.stages.triage import queries as triage
from dispatch import recommendation, transitions
from dispatch.models import Assignment, AssignmentStamp, Unit, UnitKind, UnitStatus


def assignments_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give every unit that was sent to a case, in the order sent; `next` for one's own."""
    rows = (
        Assignment.objects.filter(case=case)
        .select_related("unit")
        .prefetch_related(Prefetch("stamps", AssignmentStamp.objects.order_by("at", "id")))
    )
    return [_sent(assignment, actor) for assignment in rows.order_by("assigned_at", "id")]


def units_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give a dispatcher the units of their centre, the one to send first at the top."""
    if actor.role != "dispatcher" or actor.centre_id is None:
        return []
    ranked = recommendation.rank(
        Unit.objects.filter(centre=actor.centre_id),
        place=recommendation.place_of(case),
        kinds=_kinds_of_mine(case, actor.centre_id),
    )
    cases = cases_of([each.unit.id for each in ranked])
    return [
        {
            "id": str(each.unit.id),
            "callsign": each.unit.callsign,
            "kind": each.unit.kind,
            "kind_label": str(UnitKind(each.unit.kind).label),
            "status": each.unit.status,
            "status_label": str(UnitStatus(each.unit.status).label),
            "since": stamp(each.unit.status_at),
            "case": _text(cases.get(each.unit.id)),
            "distance_km": each.distance_km,
            "called_for": each.called_for,
            "position_at": stamp(each.unit.position_at) if each.unit.position_at else None,
        }
        for each in ranked
    ]


def called_for_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give the kinds of unit the plan calls for, by agency, the most needed first."""
    wanted = triage.units_called_for(case)
    names = {each.code: each.name for each in Agency.objects.filter(code__in=wanted)}
    return [
        {
            "agency": agency,
            "agency_name": names.get(agency, agency),
            "kinds": [_kind(kind) for kind in kinds],
        }
        for agency, kinds in wanted.items()
    ]


def missing_part(case: Case, actor: Actor) -> list[dict[str, str]]:
    """Give a dispatcher the kinds called for of which their centre has none to send.

    What is on the case already is not missing.
    """
    if actor.role != "dispatcher" or actor.centre_id is None:
        return []
    sent = Assignment.objects.filter(case=case, released_at__isnull=True, centre=actor.centre_id)
    there = set(sent.values_list("unit__kind", flat=True))
    units = recommendation.rank(Unit.objects.filter(centre=actor.centre_id), place=None)
    wanted = [kind for kind in _kinds_of_mine(case, actor.centre_id) if kind not in there]
    return [_kind(kind) for kind in recommendation.missing(units, wanted)]


def _kinds_of_mine(case: Case, centre_id: UUID) -> list[str]:
    centre = OperationsCentre.objects.get(id=centre_id)
    return triage.units_called_for(case).get(centre.agency_id, [])


def _kind(kind: str) -> dict[str, str]:
    known = kind in UnitKind.values
    return {"kind": kind, "label": str(UnitKind(kind).label) if known else kind}


def card_part(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Count the units that are on each case, for cards."""
    counts = dict(
        Assignment.objects.filter(case__in=ids, released_at__isnull=True)
        .values_list("case_id")
        .annotate(Count("id"))
    )
    return {case_id: {"units": counts.get(case_id, 0)} for case_id in ids}


def cases_of(unit_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Give the case each of these units is on; a free one is not among them."""
    return dict(
        Assignment.objects.filter(unit__in=unit_ids, released_at__isnull=True).values_list(
            "unit_id", "case_id"
        )
    )


def case_of(unit_id: UUID, *, centre_id: UUID | None, command_id: UUID | None) -> UUID | None:
    """Give the case whose door a unit's new status must go through.

    A command that took effect already goes the way it went then, wherever the unit is now; it
    is looked up last, so that a twin that ends in between is not missed.
    """
    now_on = (
        Assignment.objects.filter(unit=unit_id, unit__centre=centre_id, released_at__isnull=True)
        .values_list("case_id", flat=True)
        .first()
    )
    earlier = Command.objects.filter(id=command_id).first() if command_id else None
    if earlier is None:
        return now_on
    went = earlier.answer.get("case")
    return UUID(went) if went else None


def _sent(assignment: Assignment, actor: Actor) -> dict[str, Any]:
    active = assignment.released_at is None
    mine = assignment.centre_id == actor.centre_id
    stamps = {entry.status: stamp(entry.at) for entry in assignment.stamps.all()}
    onward = transitions.allowed(assignment.status) if active and mine else ()
    return {
        "id": str(assignment.id),
        "unit": str(assignment.unit_id),
        "callsign": assignment.unit.callsign,
        "kind": assignment.unit.kind,
        "kind_label": str(UnitKind(assignment.unit.kind).label),
        "centre": str(assignment.centre_id),
        "mine": mine,
        "status": assignment.status,
        "status_label": str(UnitStatus(assignment.status).label),
        "since": stamps[assignment.status],
        "active": active,
        "stamps": [{"status": status, "at": at} for status, at in stamps.items()],
        "next": [status.value for status in onward],
    }


def _text(identifier: UUID | None) -> str | None:
    return str(identifier) if identifier else None
