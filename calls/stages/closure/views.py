"""Closure by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from calls.casefile import door, passages
from calls.casefile.kinds import Disposition
from calls.stages.closure import forms, services


@passages.command("closure.close")
def close(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Close the case."""
    values = passages.checked(forms.CloseForm(request.POST))
    return services.close_case(
        passages.of(request, case_id),
        disposition=Disposition(values["disposition"]),
        summary=values["summary"],
        discard_drafts=values["discard_drafts"],
    )


@passages.command("closure.dismiss")
def dismiss(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Close a case that needs nothing."""
    values = passages.checked(forms.DismissForm(request.POST))
    return services.dismiss_case(
        passages.of(request, case_id),
        outcome=Disposition(values["outcome"]),
        discard_drafts=values["discard_drafts"],
    )
