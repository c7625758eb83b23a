"""Requests of persons by browser: list, open, decide, take; the auditor sees that they were."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from calls.casefile import clock, door, page_forms, query_door, refusals
from calls.export.subjects import forms, package, services
from calls.export.subjects.models import SubjectItem, SubjectRequest, Verdict
from calls.people import access, trace
from calls.people import actor as actors

LISTED = 200


@access.requires("subject.read")
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Give the requests there were, the newest first."""
    query_door.read(request.GET)
    return _list(request)


@access.requires("subject.open")
@require_POST
def open_request(request: HttpRequest) -> HttpResponse:
    """Open one, and go to what was found."""
    form = forms.OpenForm(request.POST)
    opened: list[str] = []

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        told = {name: values[name] for name in ("name", "identity", "numbers")}
        answer = services.open_request(passage, source=_source(request), **told)
        opened.append(answer["request"])
        return answer

    answer = page_forms.attempt(
        request, form, act, page=_list, back=reverse("subjects:requests"), name="open"
    )
    if opened and answer.status_code == HTTPStatus.FOUND:
        answer["Location"] = reverse("subjects:request", args=[opened[0]])
    return answer


@access.requires("subject.read")
@require_GET
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give one, with what was found to who decides; each case that is shown is recorded."""
    query_door.read(request.GET)
    return _one(request, _of(request_id))


@access.requires("subject.decide")
@require_POST
def decide(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Say whether the person gets a case."""
    item = SubjectItem.objects.select_related("request").filter(id=item_id).first()
    if item is None:
        raise refusals.NotFound(_("There is no such thing to decide."))
    form = page_forms.of_row(forms.DecideForm, "decide", item_id, request.POST)

    def act(passage: door.Passage, _values: dict[str, Any]) -> door.Answer:
        told = form.verdict_of()  # type: ignore[attr-defined]  # the form made above
        return services.decide_item(passage, item_id=item_id, **told)

    def page(request: HttpRequest, sent: page_forms.Sent | None) -> HttpResponse:
        return _one(request, item.request, sent)

    back = f"{reverse('subjects:request', args=[item.request_id])}#item-{item_id}"
    return page_forms.attempt(request, form, act, page=page, back=back, name="decide", of=item_id)


@access.requires("subject.take")
@require_POST
def take(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Give the package to hand out, once that is written down for it and for each case in it."""
    asked = _of(request_id)

    def act(passage: door.Passage, values: dict[str, Any]) -> door.Answer:
        return services.take_package(passage, request_id=request_id, format_=values["format"])

    def page(request: HttpRequest, sent: page_forms.Sent | None) -> HttpResponse:
        return _one(request, asked, sent)

    form = forms.TakeForm(request.POST)
    answer = page_forms.attempt(
        request, form, act, page=page, back=reverse("subjects:requests"), name="take"
    )
    if answer.status_code not in {HTTPStatus.OK, HTTPStatus.FOUND} or form.errors:
        return answer
    items = services.open_items(asked)
    # The same command again has no second effect, but gives the package again: recorded again.
    _record(request, "subject_request", asked.id, action="subject.take")
    for item in items:
        if item.verdict != Verdict.WITHHOLD:
            _record(request, "case", item.case_id, action="subject.take")
    made = package.make(asked, items, at=clock.now())
    if form.cleaned_data["format"] == "page":
        given = render(request, "export/package.html", {"made": made})
    else:
        text = json.dumps(made, ensure_ascii=False, indent=2)
        given = HttpResponse(text, content_type="application/json")
        given["Content-Disposition"] = f'attachment; filename="person-{asked.id}.json"'
    given["Cache-Control"] = "no-store"
    return given


def _list(request: HttpRequest, sent: page_forms.Sent | None = None) -> HttpResponse:
    actor = actors.of(request)
    _record(request, "subject_list", None)
    rows = SubjectRequest.objects.select_related("opened_by").prefetch_related("items")
    context = {
        "requests": [_summary(each) for each in rows.order_by("-id")[:LISTED]],
        "open": sent.form if sent else forms.OpenForm(),
        "refused": sent,
        "may_open": access.may(actor.role, "subject.open"),
        "room": "subjects",
    }
    status = sent.status if sent else HTTPStatus.OK
    return render(request, "export/requests.html", context, status=status)


def _summary(asked: SubjectRequest) -> dict[str, Any]:
    items = list(asked.items.all())
    return {
        "asked": asked,
        "found": len(items),
        "undecided": sum(not item.verdict for item in items),
        "withheld": sum(item.verdict == Verdict.WITHHOLD for item in items),
    }


def _one(
    request: HttpRequest, asked: SubjectRequest, sent: page_forms.Sent | None = None
) -> HttpResponse:
    may_decide = access.may(actors.of(request).role, "subject.decide")
    items = services.open_items(asked)
    _record(request, "subject_request", asked.id)
    if may_decide:
        for item in items:
            _record(request, "case", item.case_id)
    context = {
        "asked": asked,
        "rows": [_row(asked, item, sent) for item in items] if may_decide else (),
        "summary": _summary(asked),
        "may_decide": may_decide,
        "is_decided": all(item.verdict for item in items),
        "take": sent.form if sent and sent.name == "take" else forms.TakeForm(),
        "verdicts": Verdict.choices,
        "refused": sent,
        "room": "subjects",
    }
    status = sent.status if sent else HTTPStatus.OK
    return render(request, "export/request.html", context, status=status)


def _row(asked: SubjectRequest, item: SubjectItem, sent: page_forms.Sent | None) -> dict[str, Any]:
    form = page_forms.of_row(forms.DecideForm, "decide", item.id)
    return {
        "item": item,
        "told": package.about(asked, item.case, texts=True),
        "is_caller": package.is_the_caller(asked, item.case),
        "form": sent.form if sent and sent.of == item.id else form,
    }


def _of(request_id: UUID) -> SubjectRequest:
    found = SubjectRequest.objects.select_related("opened_by").filter(id=request_id).first()
    if found is None:
        raise refusals.NotFound(_("There is no such request."))
    return found


def _record(
    request: HttpRequest, kind: str, subject_id: UUID | None, *, action: str = "subject.read"
) -> None:
    trace.record_access(
        actor=actors.of(request),
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        at=timezone.now(),
        source=_source(request),
    )


def _source(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None
