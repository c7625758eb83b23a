"""Which other cases may tell of the same incident: found near, ranked, shown to who may see."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from calls.casefile import door
from calls.casefile.events import stamp
from calls.casefile.kinds import NEEDS_NO_RESPONSE, Stage
from calls.casefile.models import Case, Commitment, Hand
from calls.people import access
from calls.people.actor import Actor
from calls.protocols import reader, wording
from calls.stages.intake import commitments, nearness
from calls.stages.intake.nearness import Ground, Nearness

AT_MOST = 6
LOOKED_AT = 300
"""So many of the newest that lie around are compared."""
AMONG = 60
"""So many of the likeliest are looked at for whether the reader may see them."""
CLUSTER = 3
DAY = timedelta(hours=24)
SAME_NUMBER, SAME_NUMBER_NEAR = 60, 15
CLOSED_COUNTS = 0.5
UNIT_ASSIGNED = "dispatch.unit_assigned"

_ROW = (
    "id",
    "joined_to",
    "stage",
    "disposition",
    "opened_at",
    "callback_number",
    "latitude",
    "longitude",
    "municipality",
    "location_text",
    "street",
    "road",
    "kilometre",
    "carriageway",
    "complaint_protocol",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Found:
    """One case worth proposing: why, and how likely it looks."""

    id: UUID
    kind: str
    score: int
    minutes: float
    near: Nearness | None


def ground_of(case: Case, typed: Mapping[str, Any] | None = None) -> Ground:
    """Give what is known of a case, with what is being typed in place of what is kept.

    `typed` has the intake sheet's fields. A new text without a point has left the old point.
    """
    typed = typed or {}
    place = typed.get("location_text", case.location_text)
    kept = case if place == case.location_text else Case()
    protocol = typed.get("complaint_protocol", case.complaint_protocol)
    return Ground(
        at=case.opened_at,
        municipality=typed.get("municipality", case.municipality_id) or "",
        place=place,
        family=family_of(protocol),
        latitude=typed.get("latitude", kept.latitude),
        longitude=typed.get("longitude", kept.longitude),
        **nearness.understood(place),
    )


def family_of(protocol: str) -> str:
    """Give the family of a protocol; "" where there is none."""
    found = reader.book().protocols.get(protocol)
    return found.family if found else ""


def proposals(
    case: Case, *, actor: Actor, at: datetime, ground: Ground | None = None
) -> list[dict[str, Any]]:
    """Give the cases that may tell of the same incident, the likeliest first, at most six.

    Open ones near in place and time for a related reason, those of the same number in 24 h,
    and closed ones of 24 h that this one may continue. A joined case is never proposed: the
    one it joined is. Nor is a covert one, but to those who may see it.
    """
    here = ground or ground_of(case)
    return _shown(_ranked(case, here, at=at), actor=actor)


def brief(here: Ground, proposed: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give what else is asked before joining on a road or in a cluster of three reports."""
    reports = sum(1 + each["joined"] for each in proposed if each["kind"] == "same")
    if not here.road and reports < CLUSTER:
        return []
    return ["trapped", "fire_or_load", *(["other_carriageway"] if here.road else [])]


def whereabouts(case: Case, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """Give the likeliest open case of this number or place to which units are on their way."""
    found = _ranked(case, ground_of(case), at=at, within=DAY)
    still_open = [each for each in found if each.kind != "continuation"]
    for each in _shown(still_open, actor=actor, only_with_units=True):
        return {"case": each["case"], "reference": each["reference"]}
    return {}


def _ranked(
    case: Case, here: Ground, *, at: datetime, within: timedelta | None = None
) -> list[_Found]:
    own = {case.id, case.joined_to_id}
    best: dict[UUID, _Found] = {}
    for found in _candidates(case, here, at=at, within=within):
        known = best.get(found.id)
        if found.id not in own and (known is None or found.score > known.score):
            best[found.id] = found
    return sorted(best.values(), key=lambda found: (-found.score, found.minutes, found.id))


def _candidates(
    case: Case, here: Ground, *, at: datetime, within: timedelta | None
) -> Iterator[_Found]:
    number = case.callback_number
    window = within or nearness.ROAD_WITHIN
    around = _around(here)
    opened = Q(opened_at__range=(here.at - window, here.at + window))
    lately = Q(callback_number=number, opened_at__gte=at - DAY) if number else Q(pk__in=[])
    open_now = Case.objects.exclude(stage=Stage.CLOSED).filter(lately | opened & around)
    closed = Case.objects.filter(stage=Stage.CLOSED, closed_at__gte=at - DAY)
    continued = closed.filter(lately | around)
    for row in open_now.order_by("-opened_at").values(*_ROW)[:LOOKED_AT]:
        if row["id"] != case.id and (one := _open(row, here, number, within)) is not None:
            yield one
    for row in continued.order_by("-closed_at").values(*_ROW)[:LOOKED_AT]:
        if (one := _closed(row, here, number)) is not None:
            yield one


def _around(here: Ground) -> Q:
    """Give what narrows the search to where something near can be."""
    places = Q(pk__in=[])
    if here.latitude is not None and here.longitude is not None:
        south, north, west, east = nearness.box(here.latitude, here.longitude)
        places |= Q(latitude__range=(south, north), longitude__range=(west, east))
    if here.road:
        reach = Q(pk__in=[])
        if here.kilometre is not None:
            low, high = here.kilometre - nearness.ROAD_KM, here.kilometre + nearness.ROAD_KM
            reach = Q(kilometre__range=(low, high))
        if here.municipality:
            reach |= Q(municipality=here.municipality)
        return places | Q(reach, road=here.road)
    if here.municipality and here.street:
        places |= Q(municipality=here.municipality, street=here.street)
    return places


def _ground(row: Mapping[str, Any]) -> Ground:
    return Ground(
        at=row["opened_at"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        municipality=row["municipality"] or "",
        place=row["location_text"],
        street=row["street"],
        road=row["road"],
        kilometre=row["kilometre"],
        carriageway=row["carriageway"],
        family=family_of(row["complaint_protocol"]),
    )


def _open(
    row: Mapping[str, Any], here: Ground, number: str, within: timedelta | None
) -> _Found | None:
    there = _ground(row)
    near = nearness.compare(here, there, within=within)
    same_number = bool(number) and row["callback_number"] == number
    if near is None and not same_number:
        return None
    score = near.score if near else 0
    if same_number:
        score = min(100, max(score, SAME_NUMBER) + (SAME_NUMBER_NEAR if near else 0))
    return _Found(
        id=row["joined_to"] or row["id"],
        kind="same" if near else "same_number",
        score=score,
        minutes=abs(here.at - there.at) / timedelta(minutes=1),
        near=near,
    )


def _closed(row: Mapping[str, Any], here: Ground, number: str) -> _Found | None:
    there = _ground(row)
    near = nearness.compare(here, there, within=DAY)
    same_number = bool(number) and row["callback_number"] == number
    if not same_number and (near is None or row["disposition"] in NEEDS_NO_RESPONSE):
        return None
    score = max(near.score if near else 0, SAME_NUMBER if same_number else 0)
    return _Found(
        id=row["joined_to"] or row["id"],
        kind="continuation",
        score=round(CLOSED_COUNTS * score),
        minutes=abs(here.at - there.at) / timedelta(minutes=1),
        near=near,
    )


def _shown(
    found: Sequence[_Found], *, actor: Actor, only_with_units: bool = False
) -> list[dict[str, Any]]:
    """Give the first of the found cases, as far as the actor may see them."""
    found = found[:AMONG]
    owed = Commitment.objects.filter(settled_at__isnull=True)
    on_their_way = owed.filter(
        Q(case=OuterRef("pk")) | Q(case__joined_to=OuterRef("pk")), kind=UNIT_ASSIGNED
    )
    rows = (
        _visible(Case.objects.filter(id__in=[each.id for each in found]), actor)
        .select_related("holder", "municipality")
        .annotate(
            reports=Count("joined"),
            worked_on=_worked_on(actor),
            units=Exists(on_their_way),
            abandoned=Exists(owed.filter(case=OuterRef("pk"), kind=commitments.ABANDONED)),
        )
    )
    cases = {case.id: case for case in rows if case.units or not only_with_units}
    shown = [each for each in found if each.id in cases][:AT_MOST]
    return [_told(each, cases[each.id], actor) for each in shown]


def _told(found: _Found, case: Any, actor: Actor) -> dict[str, Any]:
    near = found.near
    abandoned = case.abandoned and found.kind != "continuation"
    return {
        "case": str(case.id),
        "reference": case.reference,
        "kind": "abandoned" if abandoned else found.kind,
        "score": found.score,
        "distance_m": round(near.distance_m) if near and near.distance_m is not None else None,
        "minutes": round(found.minutes),
        "road": near.road if near else "",
        "complaint": case.complaint_protocol,
        "protocol_title": _title(case.complaint_protocol),
        "municipality": case.municipality.name if case.municipality else "",
        "place": case.location_text if _may_read_place(actor, case) else "",
        "holder_position": case.holder.position if case.holder else "",
        "severity": case.severity,
        "effective_severity": case.effective_severity,
        "stage": case.stage,
        "disposition": case.disposition,
        "opened_at": stamp(case.opened_at),
        "joined": case.reports,
        "units": case.units,
    }


def _may_read_place(actor: Actor, case: Any) -> bool:
    relation = door.relation(actor, case, worked_on=case.worked_on)
    decision = access.decide(actor=actor, action="incident.receive", relation=relation)
    return decision is access.Decision.ALLOWED


def _title(protocol: str) -> str:
    found = reader.book().protocols.get(protocol)
    return wording.title(found, get_language() or wording.FALLBACK) if found else ""


def _visible(cases: QuerySet[Case], actor: Actor) -> QuerySet[Case]:
    if actor.kind == "system" or actor.role == "supervisor":
        return cases
    return cases.filter(Q(covert=False) | _worked_on(actor))


def _worked_on(actor: Actor) -> Exists:
    return Exists(Hand.objects.filter(case=OuterRef("pk"), user=actor.id))
