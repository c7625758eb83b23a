"""Instructions by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from calls.casefile import door, passages, query_door
from calls.people import access
from calls.stages.instructions import finding, forms, services

SAID_AT_MOST = 80


@passages.command("instructions.start_script")
def start(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Begin a script."""
    values = passages.checked(forms.ScriptForm(request.POST))
    return services.start_script(passages.of(request, case_id), script=values["script"])


@passages.command("instructions.record_step")
def step(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Record a step as read, repeated or skipped."""
    values = passages.checked(forms.StepForm(request.POST))
    return services.record_step(passages.of(request, case_id), **values)


@passages.command("instructions.choose_wording")
def wording(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Choose the language of the instructions, and words for a child or not."""
    values = passages.checked(forms.WordingForm(request.POST))
    return services.choose_wording(passages.of(request, case_id), **values)


@passages.command("instructions.resume_script")
def resume(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Go on with a script that was left."""
    values = passages.checked(forms.ResumeForm(request.POST))
    return services.resume_script(passages.of(request, case_id), script=values["script"])


@access.requires("protocols.read")
@require_GET
def scripts(request: HttpRequest) -> JsonResponse:
    """Give the scripts whose title, or whose protocol's, begins the words typed."""
    asked = query_door.read(request.GET, q=query_door.words(SAID_AT_MOST))
    return JsonResponse({"results": finding.scripts(asked.get("q", ""))})
