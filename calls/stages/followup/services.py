"""Follow a case until it is over: notes, and callbacks that are owed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.models import Commitment
from calls.casefile.sheet import Sheet
from calls.stages.followup import events
from calls.stages.followup.models import Callback

CALLBACK = "followup.callback"


@door.step("followup.note")
def add_note(sheet: Sheet, *, text: str) -> door.Answer:
    """Write a note; it appends and hinders nobody."""
    return {"seq": sheet.record(events.NoteAdded(text=text))}


@door.step("followup.schedule_callback")
def schedule_callback(sheet: Sheet, *, minutes: int, text: str) -> door.Answer:
    """Promise a callback in so many minutes; the case cannot close over it.

    Raises a refusal `covert_no_callback` while the case is covert, save to a supervisor: it
    would ring in the aggressor's hearing.
    """
    if sheet.case.covert and sheet.actor.role != "supervisor":
        raise refusals.Refusal(
            _("This case is covert: a call back would be heard. A supervisor may promise one."),
            code="covert_no_callback",
            status=409,
        )
    due_at = sheet.recorded_at + timedelta(minutes=minutes)
    callback = Callback.objects.create(case=sheet.case, due_at=due_at, text=text)
    seq = sheet.record(events.CallbackScheduled(callback=callback.id, due_at=due_at, text=text))
    sheet.open_commitment(
        CALLBACK,
        ref=callback.id,
        seq=seq,
        due_at=due_at,
        holder_user=sheet.actor.id if sheet.actor.role != "dispatcher" else None,
        holder_centre=sheet.actor.centre_id,
    )
    return {"callback": str(callback.id)}


@door.step("followup.settle")
def settle_callback(sheet: Sheet, *, commitment_id: UUID, result: str, text: str) -> door.Answer:
    """Say what came of a callback."""
    commitment = Commitment.objects.filter(
        id=commitment_id, case=sheet.case, kind=CALLBACK, settled_at__isnull=True
    ).first()
    if commitment is None:
        raise refusals.Invalid(
            _("There is no such open callback."),
            fields={"commitment": [_("Choose one of the open callbacks of this case.")]},
        )
    seq = sheet.record(
        events.CallbackSettled(callback=commitment.ref, result=Code(result), text=text)
    )
    sheet.settle_commitment(CALLBACK, ref=commitment.ref, seq=seq, result=result)
    return {"commitment": str(commitment_id)}
