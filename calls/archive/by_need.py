"""What of a sealed file is kept from one reader: the conditions, as its own lines tell them."""

from __future__ import annotations

from collections.abc import Sequence

from calls.casefile import by_need
from calls.casefile.log import Line
from calls.people import need
from calls.people.actor import Actor
from calls.protocols import reader
from calls.stages.intake import events as intake

ASSIGNED = "dispatch.unit_assigned"
COVERS = {intake.CoverMarked.kind: True, intake.CoverLifted.kind: False}


def kept_from(told: Sequence[Line], actor: Actor) -> need.Groups:
    """Name the groups of a file that are kept from an actor: only desks have any."""
    centre = str(actor.centre_id)
    crew = any(line.kind == ASSIGNED and line.data.get("centre") == centre for line in told)
    desk = by_need.desk_of(actor, crew=crew)
    return need.NOTHING if desk is None else need.withheld(_conditions(told), desk)


def _conditions(told: Sequence[Line]) -> need.Groups:
    marks: set[str] = set()
    protocols: set[str] = set()
    caller_kind, covert = "", False
    for line in told:
        if line.kind == intake.MarkAdded.kind:
            marks.add(line.data["mark"])
        elif line.kind == intake.MarkRemoved.kind:
            marks.discard(line.data["mark"])
        covert = COVERS.get(line.kind, covert)
        caller_kind = line.data.get("caller_kind", caller_kind)
        protocols |= {line.data["protocol"]} if line.data.get("protocol") else set()
    return need.conditions(
        marks=marks,
        covert=covert,
        caller_kind=caller_kind,
        protocols=protocols,
        is_health=reader.may_be_health(protocols),
    )
