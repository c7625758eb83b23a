"""What of one open case is kept from one reader: the file's conditions, looked up in the case."""

from __future__ import annotations

from calls.casefile import by_need, registry
from calls.casefile.models import Case
from calls.people import need
from calls.people.actor import Actor
from calls.protocols import reader
from calls.stages.triage.models import TriageRun


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
        is_health=reader.may_be_health(protocols),
    )
    sent = registry.case_parts["assignments"](case, actor)
    crew = any(unit["active"] and unit["mine"] for unit in sent)
    return need.withheld(held, by_need.desk_of(actor, crew=crew))
