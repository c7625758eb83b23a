"""Follow-up by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from calls.casefile import door, passages
from calls.stages.followup import forms, services


@passages.command("followup.note")
def note(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write a note."""
    values = passages.checked(forms.NoteForm(request.POST))
    return services.add_note(passages.of(request, case_id), text=values["text"])


@passages.command("followup.schedule_callback")
def callback(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Promise a callback."""
    values = passages.checked(forms.CallbackForm(request.POST))
    return services.schedule_callback(
        passages.of(request, case_id), minutes=values["minutes"], text=values["text"]
    )


@passages.command("followup.settle")
def settle(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Settle a callback."""
    values = passages.checked(forms.SettleForm(request.POST))
    return services.settle_callback(
        passages.of(request, case_id),
        commitment_id=values["commitment"],
        result=values["result"],
        text=values["text"],
    )
