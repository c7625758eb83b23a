"""A case as a console shows it: one JSON document, each room adding its part."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from calls.casefile import by_need, chronology, door, log, registry, stage_table
from calls.casefile.events import stamp
from calls.casefile.kinds import Disposition, Mark
from calls.casefile.models import Call, Case, Commitment, Event, Fix, Stream
from calls.directory.models import Municipality
from calls.live import by_need as kept_here
from calls.people import access, need
from calls.people.actor import Actor
from calls.stages.instructions import wording as instructions
from calls.stages.triage import wording as protocols
from calls.telephony import numbers
from calls.telephony import queries as telephony


def case_state(case: Case, actor: Actor) -> dict[str, Any]:
    """Give everything the case pane shows to an actor who may read the case."""
    calls = list(Call.objects.filter(case=case).order_by("received_at"))
    state = {
        "id": str(case.id),
        "reference": case.reference,
        "version": case.version,
        "stage": case.stage,
        "severity": case.severity,
        "effective_severity": case.effective_severity,
        "exercise": case.exercise,
        "covert": case.covert,
        "marks": [{"code": mark, "label": str(Mark(mark).label)} for mark in case.marks],
        "holder": _holder(case, actor),
        "opened_at": stamp(case.opened_at),
        "closed_at": stamp(case.closed_at) if case.closed_at else None,
        "disposition": case.disposition,
        "disposition_label": str(Disposition(case.disposition).label) if case.disposition else "",
        "summary": case.summary,
        "groups": {
            group: getattr(case, f"{group}_version")
            for group in ("caller", "location", "complaint", "life", "severity")
        },
        "caller": {
            "name": case.caller_name,
            "callback_number": case.callback_raw,
            "callback_display": numbers.display(case.callback_number, case.callback_raw),
            "callback_valid": bool(case.callback_number),
            "kind": case.caller_kind,
            "reference": case.caller_reference,
        },
        "location": _location(case),
        "fixes": [_fix(fix) for fix in Fix.objects.filter(call__case=case).order_by("at")],
        "complaint": {
            "text": case.complaint_text,
            "protocol": case.complaint_protocol,
            "protocol_title": protocols.title(case.complaint_protocol)
            if case.complaint_protocol
            else "",
        },
        "life": {"awake": case.awake, "breathing": case.breathing},
        "plan": {"agencies": case.plan},
        "calls": [_call(call) for call in calls],
        "earlier": _earlier(case, calls, actor),
        "commitments": _commitments(case),
        "allowed": _allowed(case, actor),
    }
    state |= {name: part(case, actor) for name, part in registry.case_parts.items()}
    state |= {"proposed_script": _proposed_script(state)}
    kept = kept_here.kept_from(case, actor)
    return need.trimmed(state | {"timeline": timeline(case, kept)}, kept)


def timeline(case: Case, kept: need.Groups = need.NOTHING) -> list[dict[str, Any]]:
    """Give the case's log as people read it, oldest first, without what is kept from them."""
    return chronology.rows(by_need.lines(log.read(case.id), kept))


def _proposed_script(state: dict[str, Any]) -> dict[str, str] | None:
    determinant = state["triage"]["determinant"]
    if determinant is None or determinant["script"] in state["instructions"]["begun"]:
        return None
    script = determinant["script"]
    return {"code": script, "title": instructions.script_title(script)}


def _holder(case: Case, actor: Actor) -> dict[str, Any] | None:
    if case.holder is None:
        return None
    return {
        "name": case.holder.display_name,
        "position": case.holder.position,
        "me": case.holder_id == actor.id,
    }


def _location(case: Case) -> dict[str, Any]:
    town = case.municipality
    return {
        "text": case.location_text,
        "municipality": town.ine_code if town else "",
        "municipality_name": _town(town) if town else "",
        "latitude": case.latitude,
        "longitude": case.longitude,
        "source": case.location_source,
        "road": case.road,
        "kilometre": case.kilometre,
        "carriageway": case.carriageway,
    }


def _town(town: Municipality) -> str:
    return town.name if town.name == town.province else f"{town.name} ({town.province})"


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "source": fix.source,
        "latitude": fix.latitude,
        "longitude": fix.longitude,
        "radius_m": fix.radius_m,
        "at": stamp(fix.at),
    }


def _call(call: Call) -> dict[str, Any]:
    return {
        "id": str(call.id),
        "kind": call.kind,
        "number": numbers.display(call.number, call.number_raw),
        "flags": call.flags,
        "dialled": call.dialled,
        "received_at": stamp(call.received_at),
        "answered_at": stamp(call.answered_at) if call.answered_at else None,
    }


def _earlier(case: Case, calls: list[Call], actor: Actor) -> list[dict[str, Any]]:
    """Give the number's latest cases, the covert ones to those alone who may see them."""
    number = next((call.number for call in calls if call.number), "")
    others = [
        other
        for other in telephony.cases_of_number(number, but=case)
        if not other.covert or door.relation(actor, other) != "outside"
    ]
    helped = telephony.helped(others)
    return [
        {
            "id": str(other.id),
            "reference": other.reference,
            "at": stamp(other.opened_at),
            "disposition": str(Disposition(other.disposition).label)
            if other.disposition
            else _("open"),
            "help_sent": other.id in helped,
        }
        for other in others
    ]


def _commitments(case: Case) -> list[dict[str, Any]]:
    rows = Commitment.objects.filter(case=case, settled_at__isnull=True).select_related(
        "holder_user", "holder_centre"
    )
    return [
        {
            "id": str(promise.id),
            "kind": promise.kind,
            "label": str(registry.commitment_kinds[promise.kind].label),
            "due_at": stamp(promise.due_at) if promise.due_at else None,
            "late": promise.lapsed_at is not None,
            "holder": promise.holder_centre.name
            if promise.holder_centre
            else (promise.holder_user.position if promise.holder_user else ""),
        }
        for promise in rows.order_by("due_at")
    ]


def _allowed(case: Case, actor: Actor) -> list[str]:
    relation = door.relation(actor, case)
    return [
        action
        for action in stage_table.ALLOWED
        if stage_table.allows(action, case.stage)
        and access.decide(actor=actor, action=action, relation=relation) is access.Decision.ALLOWED
    ]


def chain_fault(case: Case) -> str | None:
    """Say what is wrong with the case's chain, or None where it holds."""
    entries = Event.objects.filter(stream_id=case.id).order_by("seq")
    head = Stream.objects.get(id=case.id).head
    rows = entries.values_list("seq", "body", "hash")
    return log.first_fault(rows, stream_id=case.id, head=head)
