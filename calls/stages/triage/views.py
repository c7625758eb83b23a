"""Triage by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from calls.casefile import door, passages, query_door
from calls.casefile.kinds import Severity
from calls.people import access
from calls.protocols import search
from calls.stages.triage import forms, services, wording

# As much as the complaint of a case holds.
SAID_AT_MOST = 1000


@passages.command("triage.start_protocol")
def start(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Open a protocol."""
    values = passages.checked(forms.ProtocolForm(request.POST))
    return services.start_protocol(passages.of(request, case_id), protocol=values["protocol"])


@passages.command("triage.answer_question")
def answer(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Answer a question."""
    values = passages.checked(forms.AnswerForm(request.POST))
    return services.answer_question(
        passages.of(request, case_id), question=values["question"], answer=values["answer"]
    )


@passages.command("triage.judge")
def severity(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Judge the severity by hand."""
    values = passages.checked(forms.SeverityForm(request.POST))
    return services.judge_severity(
        passages.of(request, case_id),
        severity=Severity(values["severity"]),
        reason=values["reason"],
    )


@access.requires("protocols.read")
@require_GET
def protocols(request: HttpRequest) -> HttpResponse:
    """Give the protocols that what a caller said points to, best first."""
    asked = query_door.read(request.GET, q=query_door.words(SAID_AT_MOST))
    found = [match.code for match in search.find(asked.get("q", ""))]
    return JsonResponse(
        {"results": [{"code": code, "title": wording.title(code)} for code in found]}
    )
