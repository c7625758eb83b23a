"""Official bodies, and the mandates of each."""

from __future__ import annotations

import functools
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cae.administration import bodies as services
from cae.administration import forms, history, kept, queries, sheets, wanting
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door, refusals
from calls.people import access
from calls.people.models import OfficialBody


@access.requires("administration.read")
@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Give the official bodies."""
    query_door.read(request.GET)
    return _bodies(request)


@access.requires("administration.create_body")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    form = forms.NewBody(request.POST, auto_id=attempts.auto_id("create"))

    def act(passage: door.Passage) -> door.Answer:
        return services.create_body(passage, name=form.cleaned_data["name"])

    here = reverse("administration:bodies")
    return attempts.attempt(request, form, act, name="create", page=_bodies, onward=here)


@access.requires("administration.read")
@require_GET
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Give a body's page."""
    query_door.read(request.GET)
    return _body(request, body_id=body_id)


@access.requires("administration.rename_body")
@require_POST
def rename(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Call a body otherwise."""
    form = forms.EditBody(request.POST, auto_id=attempts.auto_id("rename"))

    def act(passage: door.Passage) -> door.Answer:
        told = {name: form.cleaned_data[name] for name in ("base_version", "name")}
        return services.rename_body(passage, body_id=body_id, **told)

    return _attempt(request, form, act, name="rename", body_id=body_id)


@access.requires("administration.give_mandate")
@require_POST
def give_mandate(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """Let a body read."""
    form = forms.GiveMandate(request.POST, auto_id=attempts.auto_id("mandate"))

    def act(passage: door.Passage) -> door.Answer:
        prefix = form.cleaned_data["municipality_prefix"]
        if not queries.is_prefix(prefix):
            raise wanting.invalid("municipality_prefix", _("No municipality's code begins so."))
        return services.give_mandate(
            passage,
            body_id=body_id,
            municipality_prefix=prefix,
            expires_at=sheets.end_of(form.cleaned_data["last_day"]),
        )

    return _attempt(request, form, act, name="mandate", body_id=body_id)


@access.requires("administration.extend_mandate")
@require_POST
def extend_mandate(request: HttpRequest, body_id: UUID, mandate_id: UUID) -> HttpResponse:
    """Let a mandate end on another day."""
    of = str(mandate_id)
    form = sheets.LastDay(request.POST, auto_id=attempts.auto_id("extend", of))

    def act(passage: door.Passage) -> door.Answer:
        ends = sheets.end_of(form.cleaned_data["last_day"])
        return services.extend_mandate(
            passage, body_id=body_id, mandate_id=mandate_id, expires_at=ends
        )

    return _attempt(request, form, act, name="extend", body_id=body_id, of=of)


@access.requires("administration.end_mandate")
@require_POST
def end_mandate(request: HttpRequest, body_id: UUID, mandate_id: UUID) -> HttpResponse:
    """End a mandate now."""
    act = functools.partial(services.end_mandate, body_id=body_id, mandate_id=mandate_id)
    return _attempt(request, sheets.Plain(request.POST), act, name="end", body_id=body_id)


def _attempt(
    request: HttpRequest,
    form: sheets.Sheet,
    act: attempts.Act,
    *,
    name: str,
    body_id: UUID,
    of: str = "",
) -> HttpResponse:
    page = functools.partial(_body, body_id=body_id)
    here = reverse("administration:body", args=[body_id])
    return attempts.attempt(request, form, act, name=name, page=page, onward=here, of=of)


def _bodies(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    now = timezone.now()
    context = {
        "section": "bodies",
        "bodies": queries.bodies(now),
        "soon": now + queries.SOON,
        "create": attempts.form_of(forms.NewBody, sent, "create"),
    }
    return attempts.show(request, "bodies.html", context, sent)


def _body(request: HttpRequest, sent: Sent | None = None, *, body_id: UUID) -> HttpResponse:
    row = OfficialBody.objects.filter(id=body_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such body."))
    mandates = [
        told | {"extend": attempts.form_of(sheets.LastDay, sent, "extend", of=str(told["id"]))}
        for told in queries.mandates(row, at=timezone.now())
    ]
    version = kept.versions([row])[row.id]
    context = {
        "section": "bodies",
        "body": row,
        "mandates": mandates,
        "rename": attempts.form_of(
            forms.EditBody, sent, "rename", name=row.name, base_version=version
        ),
        "mandate": attempts.form_of(forms.GiveMandate, sent, "mandate"),
        "history": history.changes(of=row.id, at_most=history.OF_ONE_THING),
    }
    return attempts.show(request, "body.html", context, sent)
