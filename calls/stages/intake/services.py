"""Answer a call, open a case, and write down where, what, alive and who."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals, registry
from calls.casefile.events import Code
from calls.casefile.kinds import Channel
from calls.casefile.sheet import Sheet
from calls.protocols import reader
from calls.stages.intake import asking, commitments, covert, events, nearness, opening, relatives
from calls.telephony import numbers
from calls.telephony import services as telephony

Fields = Mapping[str, Any]
LIFE_ANSWERED = "intake.life_answered"
"""What follows at once, in other rooms, from an answer to the life questions."""


@door.opens("call.answer")
def answer_call(sheet: Sheet, *, call_id: UUID | None = None) -> door.Answer:
    """Answer a ringing call, or the queue's next: a case opens and the answerer holds it."""
    user = sheet.person()
    call = (
        telephony.take_next(sheet, user=user)
        if call_id is None
        else telephony.take_call(sheet, call_id=call_id, user=user)
    )
    sheet.hold(user)
    opening.open_for(sheet, call)
    return {"call": str(call.id)}


@door.opens("case.open")
def open_case(
    sheet: Sheet, *, channel: Channel, received_at: datetime, callback_number: str = ""
) -> door.Answer:
    """Open a case for what no gateway announced; its own `at` may lie before now."""
    user = sheet.person()
    call = telephony.open_contact(
        sheet,
        channel=channel,
        received_at=received_at,
        number=numbers.read(callback_number or None),
        user=user,
    )
    sheet.hold(user)
    opening.open_for(sheet, call)
    return {"call": str(call.id)}


@door.step("intake.record")
def record_intake(
    sheet: Sheet,
    *,
    location: Fields,
    complaint: Fields,
    life: Fields,
    caller: Fields,
) -> door.Answer:
    """Write down what changed, group by group, in the order it is asked.

    Raises Conflict where somebody else changed one of the groups meanwhile, Invalid where a
    third party's telephone would say where help must go.
    """
    if "location_text" in location:
        location = {**location, **nearness.understood(location["location_text"])}
    asking.refuse_their_place(sheet.case, location=location, caller=caller)
    changed = sheet.edit(
        {"location": location, "complaint": complaint, "life": life, "caller": caller}
    )
    told: door.Answer = {"changed": sorted(changed)}
    case = sheet.case
    if "location" in changed:
        sheet.record(
            events.LocationRecorded(
                municipality=_code(case.municipality_id),
                source=_code(case.location_source),
                text=case.location_text,
                latitude=case.latitude,
                longitude=case.longitude,
            ),
            group="location",
        )
    if "complaint" in changed:
        _plan_provisionally(sheet)
        sheet.record(
            events.ComplaintRecorded(
                protocol=_code(case.complaint_protocol), text=case.complaint_text
            ),
            group="complaint",
        )
    if "life" in changed:
        _record_life(sheet)
    if "caller" in changed:
        sheet.record(
            events.CallerRecorded(
                caller_kind=_code(case.caller_kind),
                number_understood=bool(case.callback_number),
                name=case.caller_name,
                callback_number=case.callback_number or case.callback_raw,
                external=case.caller_reference,
            ),
            group="caller",
        )
    if "life" in changed:
        # Last, so that whoever is asked finds what was told with it.
        told |= registry.follow(LIFE_ANSWERED, sheet)
    return told


@door.step("intake.answer_life")
def answer_life(sheet: Sheet, *, life: Fields) -> door.Answer:
    """Answer one of the two life questions, or both, from wherever one works on the case.

    Raises Conflict where somebody else answered meanwhile.
    """
    if not sheet.edit({"life": life}):
        return {"changed": []}
    _record_life(sheet)
    return {"changed": ["life"]} | registry.follow(LIFE_ANSWERED, sheet)


@door.step("case.take_over")
def take_over(sheet: Sheet, *, reason: str) -> door.Answer:
    """Hold a case another person held, for a reason, or one that nobody holds.

    Both people are in the log; what was owed and nobody's is owed by whoever takes it.
    """
    user = sheet.person()
    relatives.refuse_joined(sheet.case, field="case")
    before = sheet.case.holder_id
    if before is not None and not reason:
        raise refusals.Invalid(
            _("Somebody holds this case."),
            fields={"reason": [_("Write down why you go on with it.")]},
        )
    if before != user.id:
        sheet.hold(user)
        commitments.adopt(sheet, user.id)
        if sheet.case.covert:
            covert.hide(sheet, holder_id=user.id)
        sheet.record(events.CaseTakenOver(holder=user.id, before=before, reason=reason))
    return {"holder": str(user.id)}


def _record_life(sheet: Sheet) -> None:
    case = sheet.case
    sheet.record(
        events.LifeQuestionsAnswered(awake=_code(case.awake), breathing=_code(case.breathing)),
        group="life",
    )


def _plan_provisionally(sheet: Sheet) -> None:
    """Plan for the gravest that the reason may mean, until a determinant says better."""
    protocol = reader.book().protocols.get(sheet.case.complaint_protocol)
    if protocol is not None and sheet.case.severity is None:
        sheet.case.plan = list(protocol.determinants[0].agencies)


def _code(value: str | None) -> Code | None:
    return Code(value) if value else None
