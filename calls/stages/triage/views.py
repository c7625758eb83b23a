"""Triage by browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from calls.casefile import door, passages, query_door
from calls.casefile.kinds import Severity
from calls.people import access
from calls.protocols import matching, search
from calls.stages.triage import casualties, changes, forms, services, time_critical, wording
from calls.stages.triage.models import CountedBy, Onset
from calls.stages.triage.sorting import Method

# As much as the complaint of a case holds.
SAID_AT_MOST = 1000


@passages.command("triage.start_protocol")
def start(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Open a protocol."""
    values = passages.checked(forms.ProtocolForm(request.POST))
    return services.start_protocol(
        passages.of(request, case_id), protocol=values["protocol"], version=values["version"]
    )


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


@passages.command("triage.see_change")
def seen(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Say that a change was seen."""
    values = passages.checked(forms.SeenForm(request.POST))
    return changes.see_change(passages.of(request, case_id), seq=values["seq"])


@passages.command("triage.record_onset")
def onset(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down when it began."""
    form = forms.OnsetForm(request.POST)
    values = passages.checked(form)
    passage = passages.of(request, case_id)
    return time_critical.record_onset(
        passage,
        condition=values["condition"],
        onset=Onset(values["onset"]),
        onset_at=form.moment(passage.at),
        said_by=values["said_by"],
    )


@passages.command("triage.alert_hospital")
def prealert(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Write down which hospital was told."""
    values = passages.checked(forms.PrealertForm(request.POST))
    return time_critical.alert_hospital(passages.of(request, case_id), **values)


@passages.command("triage.waive_prealert")
def waive(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Say why no hospital is told."""
    values = passages.checked(forms.WaiveForm(request.POST))
    return time_critical.waive_prealert(passages.of(request, case_id), **values)


@passages.command("triage.count_casualties")
def count(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Count casualties."""
    form = forms.CountForm(request.POST)
    values = passages.checked(form)
    return casualties.count_casualties(
        passages.of(request, case_id),
        counts=form.counts(),
        source=CountedBy(values["source"]),
    )


@passages.command("triage.sort_casualty")
def sort(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Sort one casualty."""
    form = forms.SortForm(request.POST)
    values = passages.checked(form)
    return casualties.sort_casualty(
        passages.of(request, case_id),
        method=Method(values["method"]),
        signs=form.signs(),
        source=CountedBy(values["source"]),
    )


@access.requires("protocols.read")
@require_GET
def protocols(request: HttpRequest) -> HttpResponse:
    """Give the protocols that what a caller said points to, best first.

    `matched` is the phrase of the book that was heard in it, "" where none was; `note` says
    in one line why the protocol is proposed.
    """
    asked = query_door.read(request.GET, q=query_door.words(SAID_AT_MOST))
    return JsonResponse({"results": [_result(match) for match in search.find(asked.get("q", ""))]})


def _result(match: matching.Match) -> dict[str, str]:
    family = wording.family(match.code)
    return {
        "code": match.code,
        "title": wording.title(match.code),
        "family": family,
        "matched": match.phrase,
        "note": " · ".join(filter(None, (family, match.phrase))),
    }
