"""What of one case is kept from one reader: the file's conditions, looked up in the case."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from calls.casefile import registry
from calls.casefile.log import Line
from calls.casefile.models import Case
from calls.directory.models import OperationsCentre
from calls.people import need
from calls.people.actor import Actor
from calls.protocols import reader
from calls.stages.triage.models import TriageRun

HEALTH = "health"


def kept_from(case: Case, actor: Actor) -> need.Groups:
    """Name the groups of a case that are kept from an actor: only desks have any."""
    if actor.role != "dispatcher":
        return need.NOTHING
    runs = TriageRun.objects.filter(case=case).values_list("protocol", flat=True)
    protocols = {code for code in (case.complaint_protocol, *runs) if code}
    held = need.conditions(
        marks=case.marks,
        covert=case.covert,
        caller_kind=case.caller_kind,
        protocols=protocols,
        is_health=is_health(protocols),
    )
    return need.withheld(held, desk_of(actor, case))


def is_health(protocols: Iterable[str]) -> bool:
    """Say whether one of these is a health protocol; one that no book knows counts as such."""
    known = reader.book().protocols
    return any(code not in known or known[code].family == HEALTH for code in protocols)


def desk_of(actor: Actor, case: Case) -> need.Desk:
    """Give the desk an actor sits at, as it stands to a case."""
    if actor.centre_id is None:
        return need.Desk(agency="", crew=False)
    agency = OperationsCentre.objects.filter(id=actor.centre_id).values_list("agency", flat=True)
    sent = registry.case_parts["assignments"](case, actor)
    crew = any(unit["active"] and unit["mine"] for unit in sent)
    return need.Desk(agency=str(agency.get()), crew=crew)


def lines(told: Iterable[Line], kept: need.Groups) -> Iterator[Line]:
    """Give the lines of a log without what is kept, and mark where something was."""
    for line in told:
        if not kept:
            yield line
        elif need.hides_line(line.kind, kept):
            yield dataclasses.replace(line, data={}, withheld=True)
        else:
            yield _without_values(line, kept)


def _without_values(line: Line, kept: need.Groups) -> Line:
    hidden = {name for name in line.data if need.hides_value(line.kind, name, kept)}
    if not hidden:
        return line
    data = {name: value for name, value in line.data.items() if name not in hidden}
    return dataclasses.replace(line, data=data, withheld=True)
