"""Instructions by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from calls.casefile import door, passages
from calls.stages.instructions import forms, services


@passages.command("instructions.start_script")
def start(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Begin a script."""
    values = passages.checked(forms.ScriptForm(request.POST))
    return services.start_script(passages.of(request, case_id), script=values["script"])


@passages.command("instructions.record_step")
def step(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Record a step as read or skipped."""
    values = passages.checked(forms.StepForm(request.POST))
    return services.record_step(
        passages.of(request, case_id), step=values["step"], result=values["result"]
    )
