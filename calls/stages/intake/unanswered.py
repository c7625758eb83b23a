"""Calls that ended before anybody knew the need: open questions, each with its endings."""

from __future__ import annotations

import dataclasses
import functools
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import CallState, EndedBy, Stage
from calls.casefile.models import Call, Commitment
from calls.casefile.sheet import Sheet
from calls.people.actor import SYSTEM
from calls.stages.intake import commitments, events, opening, queries
from calls.stages.intake.codes import UnansweredResult
from calls.telephony import endings, turns


def end_call(passage: door.Passage, *, call_id: UUID, ended_by: EndedBy) -> Call:
    """Write down that a contact is over, and owe what it leaves open; once told is enough."""
    turns.take(call_id, functools.partial(_end, passage, ended_by))
    return Call.objects.get(id=call_id)


def _end(passage: door.Passage, ended_by: EndedBy, call: Call) -> None:
    if call.ended_at is not None:
        return
    if call.state == CallState.RINGING:
        by_itself = dataclasses.replace(passage, actor=SYSTEM)
        abandon_call(by_itself, call_id=call.id, ended_by=ended_by)
    elif call.case is None or call.case.stage == Stage.CLOSED:
        endings.end_beside(passage, call_id=call.id, ended_by=ended_by)
    else:
        on_case = dataclasses.replace(passage, case_id=call.case_id)
        hang_up(on_case, call_id=call.id, ended_by=ended_by)


@door.opens("call.abandon")
def abandon_call(sheet: Sheet, *, call_id: UUID, ended_by: EndedBy) -> door.Answer:
    """Open a case, held by nobody, for a call that stopped ringing unanswered."""
    call = endings.abandon(sheet, call_id=call_id, ended_by=ended_by)
    opening.open_for(sheet, call)
    due_at = sheet.recorded_at + commitments.ABANDONED_WITHIN
    seq = sheet.record(
        events.CallAbandoned(call=call.id, ended_by=Code(ended_by.value), due_at=due_at)
    )
    sheet.open_commitment(commitments.ABANDONED, ref=call.id, seq=seq, due_at=due_at)
    return {"call": str(call.id)}


@door.step("call.hang_up")
def hang_up(sheet: Sheet, *, call_id: UUID, ended_by: EndedBy) -> door.Answer:
    """Write down that an answered call is over; one that broke off too early is called back."""
    call = endings.end_on_case(sheet, call_id=call_id, ended_by=ended_by)
    due_at = None
    if _broke_off(sheet, ended_by):
        due_at = sheet.recorded_at + commitments.DROPPED_WITHIN
    seq = sheet.record(events.CallEnded(call=call.id, ended_by=Code(ended_by.value), due_at=due_at))
    if due_at is not None:
        sheet.open_commitment(
            commitments.DROPPED,
            ref=call.id,
            seq=seq,
            due_at=due_at,
            holder_user=sheet.case.holder_id,
        )
    return {"call": str(call.id)}


@door.step("intake.settle_unanswered")
def settle_unanswered(sheet: Sheet, *, result: UnansweredResult, text: str) -> door.Answer:
    """Say what came of calling back over an abandoned or broken-off call.

    That nobody answered ends nothing: another look is owed. Raises a refusal `no_offer` where
    help is said to be sent and no centre was asked, `try_again` where an operator gives up
    too early, `nothing_unanswered` where there is no such question.
    """
    owed = commitments.unanswered(sheet)
    if not owed:
        raise refusals.Refusal(
            _("No unanswered call is open in this case."), code="nothing_unanswered", status=409
        )
    attempts = max(commitments.attempts(promise) for promise in owed)
    if result == UnansweredResult.NO_ANSWER:
        return _try_again(sheet, owed, attempts=attempts + 1, text=text)
    if result == UnansweredResult.SENT_HELP:
        queries.need_offer(sheet.case)
    if result == UnansweredResult.DECIDED_NOT_TO_SEND:
        _need_grounds(sheet, attempts=attempts, text=text)
    _settle(sheet, owed, result, attempts=attempts, text=text)
    return {"result": result.value}


def settle_by_new_call(sheet: Sheet, *, by: UUID) -> bool:
    """Settle what this case owes its caller, who is now heard in case `by`; False where nothing.

    For use inside the step that joins the two: a silence is not ended by it.
    """
    owed = commitments.unanswered(sheet)
    if owed:
        attempts = max(commitments.attempts(promise) for promise in owed)
        _settle(sheet, owed, UnansweredResult.CALLED_AGAIN, attempts=attempts, by=by)
    return bool(owed)


def _broke_off(sheet: Sheet, ended_by: EndedBy) -> bool:
    """Say whether a call ended while nobody had judged the need, and nothing else asks for it."""
    case = sheet.case
    return (
        ended_by != EndedBy.CENTRE
        and case.stage == Stage.INTAKE
        and case.severity is None
        and case.joined_to_id is None
        and not commitments.is_silent(sheet)
    )


def _try_again(sheet: Sheet, owed: list[Commitment], *, attempts: int, text: str) -> door.Answer:
    due_at: datetime = sheet.recorded_at + commitments.TRY_AGAIN_WITHIN
    seq = sheet.record(events.CallbackTried(attempt=attempts, due_at=due_at, text=text))
    for promise in owed:
        sheet.settle_commitment(promise.kind, ref=promise.ref, seq=seq, result="no_answer")
        sheet.open_commitment(
            promise.kind,
            ref=promise.ref,
            seq=seq,
            due_at=due_at,
            holder_user=sheet.case.holder_id,
        )
    return {"result": UnansweredResult.NO_ANSWER.value, "attempts": attempts}


def _need_grounds(sheet: Sheet, *, attempts: int, text: str) -> None:
    """Raise unless giving up is grounded: a reason, and enough attempts or a supervisor."""
    if not text:
        raise refusals.Invalid(
            _("A decision not to send needs its reason."),
            fields={"text": [_("Write down why nobody is sent.")]},
        )
    if not commitments.may_give_up(sheet.case, attempts=attempts, role=sheet.actor.role):
        raise refusals.Refusal(
            _("Call back again: {left} more times, or ask the supervisor.").format(
                left=commitments.ATTEMPTS - attempts
            ),
            code="try_again",
            status=409,
            fields={"result": [_("Call back, or send help.")]},
        )


def _settle(
    sheet: Sheet,
    owed: list[Commitment],
    result: UnansweredResult,
    *,
    attempts: int,
    text: str = "",
    by: UUID | None = None,
) -> None:
    seq = sheet.record(
        events.UnansweredSettled(result=Code(result.value), attempts=attempts, by=by, text=text)
    )
    for promise in owed:
        sheet.settle_commitment(promise.kind, ref=promise.ref, seq=seq, result=result.value)
