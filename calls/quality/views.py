"""The quality of the work by browser: figures by protocol, cases to look at, and one case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from calls.casefile import door, page_forms, query_door
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case
from calls.people import access, trace
from calls.people import actor as actors
from calls.protocols import reader
from calls.quality import course as courses
from calls.quality import expectations, figures, forms, queries, services, shown
from calls.quality.models import CaseReview, Mark
from calls.stages.triage import wording

DAYS, DAYS_AT_MOST = 30, 400
UNCLASSIFIED = "-"
CODE_AT_MOST = 40


@access.requires("quality.read")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Give the figures of each protocol, and the closed cases to look at."""
    asked = query_door.read(
        request.GET,
        days=query_door.whole_number(1, DAYS_AT_MOST),
        protocol=query_door.words(CODE_AT_MOST),
        waiting=query_door.one_of("1"),
    )
    now = timezone.now()
    since = now - timedelta(days=asked.get("days", DAYS))
    protocol = asked.get("protocol") or None
    cases = queries.closed(
        since=since,
        until=now,
        protocol="" if protocol == UNCLASSIFIED else protocol,
        waiting="waiting" in asked,
    )
    found = figures.of(since=since, until=now)
    context = {
        "figures": [(each, _title(each.protocol)) for each in found],
        "severities": Severity.values,
        "cases": [(case, _title(case.complaint_protocol)) for case in cases],
        "vital_waiting": queries.vital_waiting(since=since, until=now),
        "may_review": access.may(actors.of(request).role, "quality.review"),
        "days": asked.get("days", DAYS),
        "asked": asked,
        "protocol": protocol,
        "title": _title("" if protocol == UNCLASSIFIED else protocol) if protocol else "",
        "unclassified": UNCLASSIFIED,
        "room": "quality",
    }
    return render(request, "quality/overview.html", context)


@access.requires("quality.review")
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give what was asked, answered, read and skipped in a closed case, to be marked."""
    query_door.read(request.GET)
    return _page(request, _closed(case_id))


@access.requires("quality.review")
@require_POST
def review(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take a reviewer's marks."""
    held = _closed(case_id)
    expected = expectations.of(courses.of(held.id), reader.edition)
    form = forms.ReviewForm(expected, request.POST)

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return services.review_case(
            passage,
            case_id=case_id,
            outcome=Severity(values["outcome"]),
            marks=form.marks(values),
            remark=values["remark"],
            source=request.META.get("REMOTE_ADDR"),
        )

    def page(request: HttpRequest, sent: page_forms.Sent | None) -> HttpResponse:
        return _page(request, held, sent)

    back = reverse("quality:case", args=[case_id])
    return page_forms.attempt(request, form, act, page=page, back=back, name="review")


def _page(request: HttpRequest, held: Case, sent: page_forms.Sent | None = None) -> HttpResponse:
    actor = actors.of(request)
    trace.record_access(
        actor=actor,
        action="quality.read",
        subject_kind="case",
        subject_id=held.id,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
        covert=held.covert,
    )
    course = courses.of(held.id)
    expected = expectations.of(course, reader.edition)
    form = sent.form if sent else forms.ReviewForm(expected)
    context = {
        "case": held,
        "title": _title(held.complaint_protocol),
        "course": course,
        "parts": shown.parts(course),
        "expected": [
            (each, label, words, form[f"{forms.PREFIX}{each.code}"])
            for each, label, words in shown.about(expected, course)
        ],
        "form": form,
        "marks": Mark.choices,
        "severities": Severity.choices,
        "done": CaseReview.objects.select_related("reviewed_by").filter(case=held).first(),
        "labels": expectations.LABELS,
        "own": actor.id in course.people,
        "room": "quality",
    }
    status = sent.status if sent else 200
    return render(request, "quality/case.html", context, status=status)


def _closed(case_id: UUID) -> Case:
    held = Case.objects.filter(id=case_id, stage=Stage.CLOSED).first()
    if held is None:
        raise Http404
    return held


def _title(protocol: str) -> str:
    return wording.title(protocol) if protocol else ""
