"""Calls coming in: announced by the gateway, taken by whoever answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import announce, deployment, door, log, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import CallState, Channel
from calls.casefile.models import Call
from calls.casefile.sheet import Aside, Sheet
from calls.people.models import User
from calls.telephony import areas, locating, surge
from calls.telephony.announcement import Announcement
from calls.telephony.events import CallAnnounced, CallAnswered
from calls.telephony.numbers import Number


@door.aside("call.announce")
def announce_call(beside: Aside, *, announcement: Announcement) -> door.Answer:
    """Let a call ring; the same gateway id again changes nothing and answers the same."""
    call = Call(
        gateway_call_id=announcement.call_id,
        kind=announcement.kind,
        state=CallState.RINGING,
        number_raw=announcement.number.raw,
        number=announcement.number.e164,
        dialled=announcement.dialled,
        flags=list(announcement.flags),
        received_at=announcement.received_at,
        announced_at=beside.recorded_at,
        exercise=deployment.is_exercise(),
    )
    areas.place(call, announcement.fixes)
    Call.objects.bulk_create([call], ignore_conflicts=True)
    known = (
        Call.objects.get(gateway_call_id=announcement.call_id)
        if announcement.call_id is not None
        else call
    )
    if known.id == call.id:
        _log_announcement(beside, call, announcement)
    return {
        "id": str(known.id),
        "call_id": known.gateway_call_id,
        "received_at": known.received_at.isoformat(),
        "flags": known.flags,
    }


def _log_announcement(beside: Aside, call: Call, announcement: Announcement) -> None:
    locating.keep(call, announcement.fixes)
    log.begin(stream_id=call.id, kind="call")
    beside.record(
        call,
        CallAnnounced(
            channel=Code(call.kind),
            flags=tuple(Code(flag) for flag in announcement.flags),
            received_at=call.received_at,
            number=call.number or call.number_raw,
            dialled=call.dialled,
            fixes=tuple(fix.as_json() for fix in announcement.fixes),
            raw=announcement.raw,
        ),
    )
    announce.after_commit("call", call.id)


def take_call(sheet: Sheet, *, call_id: UUID, user: User) -> Call:
    """Take a ringing call into a sheet's case; whoever comes second is told who was first."""
    call = Call.objects.select_for_update().filter(id=call_id).first()
    if call is None:
        raise refusals.NotFound(_("There is no such call."))
    if call.state == CallState.ABANDONED:
        raise refusals.Refusal(
            _("This call ended before it was answered; take over the case opened for it."),
            code="call_abandoned",
            status=409,
            fields={"case": [str(call.case_id)]},
        )
    if call.state != CallState.RINGING:
        by = call.answered_by.position if call.answered_by else ""
        raise refusals.Refusal(
            _("This call was already answered by {position}.").format(position=by),
            code="call_taken",
            status=409,
        )
    _answered(sheet, call, user)
    return call


def take_next(sheet: Sheet, *, user: User) -> Call:
    """Take the call whose turn it is into a sheet's case; who takes another waits for nobody."""
    for waiting in surge.order(surge.waiting(), now=sheet.at):
        call = (
            Call.objects.select_for_update(skip_locked=True)
            .filter(id=waiting.id, state=CallState.RINGING)
            .first()
        )
        if call is not None:
            _answered(sheet, call, user)
            return call
    raise refusals.Refusal(_("Nobody is waiting."), code="nobody_waits", status=409)


def open_contact(
    sheet: Sheet, *, channel: Channel, received_at: datetime, number: Number, user: User
) -> Call:
    """Write down a contact that no gateway announced: bypass line, radio, colleague, paper."""
    call = Call(
        kind=channel,
        state=CallState.RINGING,
        number_raw=number.raw,
        number=number.e164,
        flags=[],
        received_at=received_at,
        announced_at=sheet.recorded_at,
        exercise=sheet.case.exercise,
    )
    call.save(force_insert=True)
    log.begin(stream_id=call.id, kind="call")
    sheet.aside().record(
        call,
        CallAnnounced(
            channel=Code(channel.value),
            flags=(),
            received_at=received_at,
            number=call.number or call.number_raw,
        ),
    )
    _answered(sheet, call, user)
    return call


def _answered(sheet: Sheet, call: Call, user: User) -> None:
    call.state = CallState.ANSWERED
    call.answered_by = user
    call.answered_at = sheet.at
    call.case = sheet.case
    sheet.aside().record(
        call,
        CallAnswered(case=sheet.case.id),
        "state",
        "answered_by",
        "answered_at",
        "case",
    )
    announce.after_commit("call", call.id)
