"""The people of the centre, and the page of each."""

from __future__ import annotations

import functools
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cae.administration import credentials, forms, history, kept, queries, roster, sheets
from cae.administration import people as services
from cae.administration.once import Once
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door, refusals
from calls.people import access, codes
from calls.people.credentials import CodePurpose
from calls.people.models import Role, User

QUERY_AT_MOST = 80


@access.requires("administration.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Give the people of the centre; the reading is recorded."""
    return _people(request)


@access.requires("administration.create_person")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Add a person and show the code by which they choose their password."""
    form = forms.NewPerson(request.POST, auto_id=attempts.auto_id("create"))
    invitation = Once()

    def act(passage: door.Passage) -> door.Answer:
        username = form.cleaned_data["username"]
        return services.create_person(passage, invitation, username=username, **form.told())

    here = reverse("administration:people")
    return attempts.attempt(
        request, form, act, name="create", page=_people, onward=here, once=invitation
    )


@access.requires("administration.read")
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a person's page; the reading is recorded."""
    query_door.read(request.GET)
    return _person(request, person_id=person_id)


@access.requires("administration.change_person")
@require_POST
def change(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Change a person."""
    form = forms.EditPerson(request.POST, auto_id=attempts.auto_id("change"))

    def act(passage: door.Passage) -> door.Answer:
        version = form.cleaned_data["base_version"]
        return services.change_person(
            passage, person_id=person_id, base_version=version, **form.told()
        )

    return _attempt(request, form, act, name="change", person_id=person_id)


@access.requires("administration.disable_person")
@require_POST
def disable(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person sign in no longer."""
    act = functools.partial(services.disable_person, person_id=person_id)
    return _attempt(request, _plain(request), act, name="disable", person_id=person_id)


@access.requires("administration.enable_person")
@require_POST
def enable(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person sign in again."""
    act = functools.partial(services.enable_person, person_id=person_id)
    return _attempt(request, _plain(request), act, name="enable", person_id=person_id)


@access.requires("administration.end_sessions")
@require_POST
def end_sessions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End every session of a person."""
    act = functools.partial(credentials.end_sessions, person_id=person_id)
    return _attempt(request, _plain(request), act, name="end", person_id=person_id)


@access.requires("administration.unlock_person")
@require_POST
def unlock(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a person try to sign in again at once."""
    act = functools.partial(credentials.unlock_person, person_id=person_id)
    return _attempt(request, _plain(request), act, name="unlock", person_id=person_id)


@access.requires("administration.reset_factor")
@require_POST
def reset_factor(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take a person's second factor away."""
    act = functools.partial(credentials.reset_factor, person_id=person_id)
    return _attempt(request, _plain(request), act, name="factor", person_id=person_id)


@access.requires("administration.give_code")
@require_POST
def give_code(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a code, once."""
    form = forms.GiveCode(request.POST, auto_id=attempts.auto_id("code"))
    code = Once()

    def act(passage: door.Passage) -> door.Answer:
        purpose = cast("codes.Purpose", form.cleaned_data["purpose"])
        return credentials.give_code(passage, code, person_id=person_id, purpose=purpose)

    return _attempt(request, form, act, name="code", person_id=person_id, once=code)


@access.requires("administration.plan_shift")
@require_POST
def plan_shift(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Put a person on the roster."""
    form = forms.PlanShift(request.POST, auto_id=attempts.auto_id("shift"))

    def act(passage: door.Passage) -> door.Answer:
        times = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at")}
        return roster.plan_shift(passage, person_id=person_id, **times)

    return _attempt(request, form, act, name="shift", person_id=person_id)


@access.requires("administration.cancel_shift")
@require_POST
def cancel_shift(request: HttpRequest, person_id: UUID, shift_id: UUID) -> HttpResponse:
    """Take a shift off the roster."""
    act = functools.partial(roster.cancel_shift, person_id=person_id, shift_id=shift_id)
    return _attempt(request, _plain(request), act, name="cancel", person_id=person_id)


def _attempt(
    request: HttpRequest,
    form: sheets.Sheet,
    act: attempts.Act,
    *,
    name: str,
    person_id: UUID,
    once: Once | None = None,
) -> HttpResponse:
    page = functools.partial(_person, person_id=person_id)
    here = reverse("administration:person", args=[person_id])
    return attempts.attempt(request, form, act, name=name, page=page, onward=here, once=once)


def _plain(request: HttpRequest) -> sheets.Sheet:
    return sheets.Plain(request.POST)


def _people(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    asked = query_door.read(
        request.GET,
        q=query_door.words(QUERY_AT_MOST),
        role=query_door.one_of("", *Role.values),
        centre=_identity_or_none,
        state=query_door.one_of("", *queries.STATES),
    )
    attempts.note(request, "people")
    found = queries.people(
        text=asked.get("q", ""),
        role=asked.get("role", ""),
        centre=asked.get("centre"),
        state=asked.get("state", ""),
    )
    context = {
        "section": "people",
        "people": found[: queries.SHOWN_AT_MOST],
        "more": len(found) > queries.SHOWN_AT_MOST,
        "at_most": queries.SHOWN_AT_MOST,
        "asked": asked,
        "roles": Role.choices,
        "centres": queries.centres(),
        "create": attempts.form_of(forms.NewPerson, sent, "create"),
    }
    return attempts.show(request, "people.html", context, sent)


def _person(request: HttpRequest, sent: Sent | None = None, *, person_id: UUID) -> HttpResponse:
    row = User.objects.select_related("centre").filter(id=person_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such person."))
    attempts.note(request, "user", person_id)
    now = timezone.now()
    purpose = CodePurpose.RECOVERY if row.has_usable_password() else CodePurpose.INVITATION
    change_form = attempts.form_of(
        forms.EditPerson,
        sent,
        "change",
        display_name=row.display_name,
        role=row.role,
        centre=row.centre_id,
        language=row.language,
        base_version=kept.versions([row])[row.id],
    )
    context: dict[str, Any] = {
        "section": "people",
        "person": row,
        "own": row.id == cast("User", request.user).id,
        "about": queries.about(row, at=now),
        "now": now,
        "held": services.held_cases(row.id),
        "change": change_form,
        "code": attempts.form_of(forms.GiveCode, sent, "code", purpose=purpose),
        "shift": attempts.form_of(forms.PlanShift, sent, "shift"),
        "history": history.changes(of=row.id, at_most=history.OF_ONE_THING),
    }
    return attempts.show(request, "person.html", context, sent)


def _identity_or_none(text: str) -> UUID | None:
    return query_door.identity(text) if text else None
