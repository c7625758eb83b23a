"""How a case hangs together with others: what it joined, what joined it, where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals, stage_table
from calls.casefile.events import stamp
from calls.casefile.kinds import Stage
from calls.casefile.models import Call, Case, Command
from calls.people import access
from calls.people.actor import Actor
from calls.stages.intake import events
from calls.telephony import numbers

CONTINUED_WITHIN = timedelta(hours=24)
"""So long after its end anybody at a desk may go on from a case that is not covert."""


def incident_part(case: Case, actor: Actor) -> dict[str, Any]:
    """Give what a case joined, what joined it, where it came from, and the calls of all."""
    joined = list(Case.objects.filter(joined_to=case).order_by("number"))
    calls = calls_of([case, *joined])
    return {
        "joined_to": _named(case.joined_to),
        "joined": [
            {
                "id": str(each.id),
                "reference": each.reference,
                "number_of_calls": sum(call["case"] == str(each.id) for call in calls),
                "can_separate": _may(actor, "incident.separate", each),
            }
            for each in joined
        ],
        "origin": {**(_named(case.origin) or {}), "kind": case.origin_kind}
        if case.origin
        else None,
        "calls": calls,
    }


def card_part(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Count for cards how many cases joined each, and name the road."""
    rows = Case.objects.filter(id__in=ids).annotate(reports=Count("joined"))
    return {
        case_id: {"joined": reports, "road": road}
        for case_id, reports, road in rows.values_list("id", "reports", "road")
    }


def calls_of(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Give the calls of cases that are one incident, oldest first, each with its case."""
    named = {case.id: case.reference for case in cases}
    rows = list(Call.objects.filter(case__in=named).order_by("received_at"))
    told = [(call, call.case_id) for call in rows]
    # What was split off has no call of its own: its first event says which one told of it.
    silent = [case for case in cases if case.id not in {call.case_id for call in rows}]
    told += [(call, case.id) for case in silent for call in _opened_by(case)]
    return [
        {
            "id": str(call.id),
            "case": str(case_id),
            "reference": named[case_id] if case_id else "",
            "kind": call.kind,
            "state": call.state,
            "number": numbers.display(call.number, call.number_raw),
            "received_at": stamp(call.received_at),
        }
        for call, case_id in told
    ]


def latest_call(case: Case) -> Call:
    """Give the call that a case was last told in."""
    latest = Call.objects.filter(case=case).order_by("-received_at").first()
    return latest or _opened_by(case).get()


def incident_of(case_id: UUID | None, *, command_id: UUID | None) -> UUID | None:
    """Give the case that a case joined, or from which this same command separated it before."""
    found = Case.objects.filter(id=case_id) if case_id else Case.objects.none()
    now = found.values_list("joined_to_id", flat=True).first()
    earlier = Command.objects.filter(id=command_id).first() if command_id else None
    before = earlier.answer.get("from") if earlier else None
    return UUID(before) if before else now


def came_with(incident_id: UUID) -> dict[UUID, UUID]:
    """Give for each case that ever joined an incident the case whose join last brought it."""
    found: dict[UUID, UUID] = {}
    for line in log.read(incident_id, kinds=[events.CaseJoined.kind]):
        joined = UUID(line.data["other"])
        brought = [UUID(each) for each in line.data.get("brought", ())]
        found |= dict.fromkeys([joined, *brought], joined)
    return found


def refuse_joined(case: Case, *, field: str) -> None:
    """Raise where a case tells of another one's incident, naming that one."""
    incident = case.joined_to
    if incident is not None:
        raise refusals.Refusal(
            _("{case} tells of {incident} already.").format(
                case=case.reference, incident=incident.reference
            ),
            code="already_joined",
            status=409,
            fields={field: [str(incident.id), incident.reference]},
        )


def may_name(actor: Actor, case: Case, *, at: datetime) -> bool:
    """Say whether an actor may be told that there is this case, if not what is in it."""
    if door.relation(actor, case) != "outside" or actor.role == "supervisor":
        return True
    return (
        actor.role == "operator"
        and not case.covert
        and case.stage == Stage.CLOSED
        and case.closed_at is not None
        and case.closed_at >= at - CONTINUED_WITHIN
    )


def _named(case: Case | None) -> dict[str, str] | None:
    return {"id": str(case.id), "reference": case.reference} if case else None


def _opened_by(case: Case) -> QuerySet[Call]:
    lines = log.read(case.id, kinds=[events.CaseOpened.kind])
    return Call.objects.filter(id__in=[line.data["call"] for line in lines])


def _may(actor: Actor, action: str, case: Case) -> bool:
    decision = access.decide(actor=actor, action=action, relation=door.relation(actor, case))
    return decision is access.Decision.ALLOWED and stage_table.allows(action, case.stage)
