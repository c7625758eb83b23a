"""Contacts that are over: before anybody answered, after, or when their case is closed."""

from __future__ import annotations

from uuid import UUID

from calls.casefile import announce, door
from calls.casefile.events import Code
from calls.casefile.kinds import CallState, EndedBy
from calls.casefile.models import Call
from calls.casefile.sheet import Aside, Sheet
from calls.telephony import turns
from calls.telephony.events import CallAbandoned


def abandon(sheet: Sheet, *, call_id: UUID, ended_by: EndedBy) -> Call:
    """Take a call that stopped ringing into a sheet's case; raise Moved if it does not ring."""
    call = turns.locked(call_id)
    if call.state != CallState.RINGING:
        raise turns.Moved
    call.state = CallState.ABANDONED
    call.ended_at = sheet.at
    call.ended_by = ended_by
    call.case = sheet.case
    sheet.aside().record(
        call,
        CallAbandoned(case=sheet.case.id, ended_by=Code(ended_by.value)),
        "state",
        "ended_at",
        "ended_by",
        "case",
    )
    announce.after_commit("call", call.id)
    return call


def end_on_case(sheet: Sheet, *, call_id: UUID, ended_by: EndedBy) -> Call:
    """End an answered call of a sheet's case; the event that says so is the case's."""
    call = turns.locked(call_id)
    if call.ended_at is not None or call.case_id != sheet.case.id:
        raise turns.Moved
    _over(call, sheet, ended_by)
    return call


@door.aside("call.end")
def end_beside(beside: Aside, *, call_id: UUID, ended_by: EndedBy) -> door.Answer:
    """Note the end of a call whose log is over: its case is closed, perhaps sealed already."""
    call = turns.locked(call_id)
    if call.ended_at is not None:
        raise turns.Moved
    _over(call, beside, ended_by)
    return {"call": str(call.id)}


def _over(call: Call, step: Sheet | Aside, ended_by: EndedBy) -> None:
    call.ended_at = step.at
    call.ended_by = ended_by
    call.save(update_fields=["ended_at", "ended_by"])
