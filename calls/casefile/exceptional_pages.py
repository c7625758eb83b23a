"""Exceptional access by browser: take it, and the supervisors' register of what was taken."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from calls.casefile import door, exceptional, page_forms, query_door
from calls.casefile.glass import ExceptionalAccess, Finding
from calls.casefile.models import Case
from calls.people import access, trace
from calls.people import actor as actors

AT_MOST = 300


class ReasonForm(page_forms.PageForm):
    """Why a case that is somebody else's is read."""

    reason = forms.CharField(required=False, max_length=AT_MOST)


class ReviewForm(page_forms.PageForm):
    """What a supervisor found."""

    finding = forms.ChoiceField(
        choices=Finding.choices,
        error_messages={"required": _("Say whether it was justified.")},
    )
    note = forms.CharField(required=False, max_length=AT_MOST)


@access.requires("case.break_glass")
@require_POST
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Read a case that is somebody else's, for a reason."""
    door.judge(actors.of(request), "case.break_glass", case_id)

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return exceptional.take_exceptional_access(
            passage,
            case_id=case_id,
            reason=values["reason"],
            source=request.META.get("REMOTE_ADDR"),
        )

    def page(request: HttpRequest, sent: page_forms.Sent | None) -> HttpResponse:
        return ask_why(request, case_id, sent)

    back = reverse("live:case_page", args=[case_id])
    return page_forms.attempt(
        request, ReasonForm(request.POST), act, page=page, back=back, name="why"
    )


def ask_why(
    request: HttpRequest, case_id: UUID, sent: page_forms.Sent | None = None
) -> HttpResponse:
    """Ask why a case is read that is somebody else's; nothing of it but its number is shown."""
    case = get_object_or_404(Case.objects.only("reference"), id=case_id)
    context = {"case": case, "form": sent.form if sent else ReasonForm()}
    status = sent.status if sent else HTTPStatus.FORBIDDEN
    return render(request, "casefile/why.html", context, status=status)


@access.requires("exception.read")
@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """Give who read what exceptionally, what waits for its review first."""
    query_door.read(request.GET)
    return _register(request)


@access.requires("exception.review")
@require_POST
def review(request: HttpRequest, taken_id: UUID) -> HttpResponse:
    """Say whether it was justified."""

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return exceptional.review_exceptional_access(
            passage,
            taken_id=taken_id,
            finding=Finding(values["finding"]),
            note=values["note"],
            source=request.META.get("REMOTE_ADDR"),
        )

    form = page_forms.of_row(ReviewForm, "review", taken_id, request.POST)
    return page_forms.attempt(
        request, form, act, page=_register, back="exceptions", name="review", of=taken_id
    )


def _register(request: HttpRequest, sent: page_forms.Sent | None = None) -> HttpResponse:
    actor = actors.of(request)
    trace.record_access(
        actor=actor,
        action="exception.read",
        subject_kind="exception",
        subject_id=None,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR"),
    )
    found = exceptional.register()
    context = {
        "waiting": [_row(taken, sent) for taken in found["waiting"]],
        "reviewed": found["reviewed"],
        "may_review": access.may(actor.role, "exception.review"),
        "me": actor.id,
        "findings": Finding.choices,
        "refused": sent,
        "room": "exceptions",
    }
    return render(request, "casefile/exceptions.html", context, status=sent.status if sent else 200)


def _row(taken: ExceptionalAccess, sent: page_forms.Sent | None) -> dict[str, Any]:
    form = page_forms.of_row(ReviewForm, "review", taken.id)
    return {"taken": taken, "form": sent.form if sent and sent.of == taken.id else form}
