"""The tokens of machines: which there are, and how each is renewed or ended."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cae.administration import forms, kept, queries, sheets
from cae.administration import machines as services
from cae.administration.once import Once
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door
from calls.people import access
from calls.people.models import TokenKind


@access.requires("administration.read")
@require_GET
def machines(request: HttpRequest) -> HttpResponse:
    """Give the tokens, never their texts."""
    query_door.read(request.GET)
    return _machines(request)


@access.requires("administration.issue_token")
@require_POST
def issue(request: HttpRequest) -> HttpResponse:
    """Make a token and show its text, once."""
    form = forms.IssueToken(request.POST, auto_id=attempts.auto_id("issue"))
    token = Once()

    def act(passage: door.Passage) -> door.Answer:
        values = form.cleaned_data
        return services.issue_token(
            passage,
            token,
            kind=TokenKind(values["kind"]),
            name=values["name"],
            expires_at=sheets.end_of(values["last_day"]),
            body=values["body"].id if values["body"] else None,
            centre=values["centre"].id if values["centre"] else None,
            addresses=form.networks(),
        )

    return _attempt(request, form, act, name="issue", once=token)


@access.requires("administration.rotate_token")
@require_POST
def rotate(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Make another text for a machine and show it, once."""
    of = str(token_id)
    form = forms.RotateToken(request.POST, auto_id=attempts.auto_id("rotate", of))
    token = Once()

    def act(passage: door.Passage) -> door.Answer:
        return services.rotate_token(
            passage,
            token,
            token_id=token_id,
            overlap=timedelta(hours=form.cleaned_data["overlap_hours"]),
            expires_at=sheets.end_of(form.cleaned_data["last_day"]),
        )

    return _attempt(request, form, act, name="rotate", of=of, once=token)


@access.requires("administration.change_token")
@require_POST
def change(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Change where a machine may come from."""
    of = str(token_id)
    form = forms.EditToken(request.POST, auto_id=attempts.auto_id("change", of))

    def act(passage: door.Passage) -> door.Answer:
        version = form.cleaned_data["base_version"]
        return services.change_token(
            passage, token_id=token_id, base_version=version, addresses=form.networks()
        )

    return _attempt(request, form, act, name="change", of=of)


@access.requires("administration.revoke_token")
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Let a token open no door any more."""
    act = functools.partial(services.revoke_token, token_id=token_id)
    return _attempt(request, sheets.Plain(request.POST), act, name="revoke")


def _attempt(
    request: HttpRequest,
    form: sheets.Sheet,
    act: attempts.Act,
    *,
    name: str,
    of: str = "",
    once: Once | None = None,
) -> HttpResponse:
    here = reverse("administration:machines")
    return attempts.attempt(
        request, form, act, name=name, page=_machines, onward=here, of=of, once=once
    )


def _machines(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    found = queries.tokens(timezone.now())
    versions = kept.versions([row["token"] for row in found])
    context = {
        "section": "machines",
        "rows": [_row(row, versions, sent) for row in found],
        "issue": attempts.form_of(forms.IssueToken, sent, "issue"),
    }
    return attempts.show(request, "machines.html", context, sent)


def _row(row: dict[str, Any], versions: dict[Any, int], sent: Sent | None) -> dict[str, Any]:
    token = row["token"]
    of = str(token.id)
    return row | {
        "rotate": attempts.form_of(forms.RotateToken, sent, "rotate", of=of, overlap_hours=24),
        "change": attempts.form_of(
            forms.EditToken,
            sent,
            "change",
            of=of,
            addresses="\n".join(token.addresses),
            base_version=versions[token.id],
        ),
        "opened": sent.name if sent and sent.of == of and sent.once is None else "",
    }
