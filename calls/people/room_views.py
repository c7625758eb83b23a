"""The supervisor's page of the people of the room: who cannot get in, and how they can."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from calls.people import access, codes, throttle, trace, views
from calls.people import actor as actors
from calls.people.models import Role, Seat, User

SHOWN = (Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR)
# For these the administrator gives codes.
NO_CODES_FOR = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


@access.requires("people.unlock")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Give the people of the room: who sits where, and who has to wait."""
    return _people(request)


@access.requires("people.unlock")
@require_POST
def unlock(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Let somebody else try to sign in again at once."""
    user, at = _other(request, user_id), timezone.now()
    throttle.unlock(user=user, at=at)
    _record(request, "people.unlock", user, at=at)
    return redirect("people:room_people")


@access.requires("people.recover")
@never_cache
@require_POST
def recover(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a code to somebody who has lost password or authenticator; it is shown once."""
    user, at = _other(request, user_id), timezone.now()
    if user.role in NO_CODES_FOR:
        raise Http404
    code = codes.issue(user=user, purpose="recovery", by=actors.of(request), at=at)
    _record(request, "people.recover", user, at=at)
    until = at + codes.LASTS["recovery"]
    return _people(request, given={"user": user, "code": code, "until": until})


def _people(request: HttpRequest, *, given: dict[str, Any] | None = None) -> HttpResponse:
    at = timezone.now()
    users = list(
        User.objects.filter(role__in=SHOWN, is_active=True)
        .select_related("centre")
        .order_by("role", "centre__name", "display_name")
    )
    locked = throttle.locked(users, at=at)
    seen = dict(
        Seat.objects.filter(user__in=users).values_list("user").annotate(seen_at=Max("seen_at"))
    )
    rows = [
        {
            "user": user,
            "locked_until": locked.get(user.id),
            "seen_at": seen.get(user.id),
            "is_oneself": user.id == _oneself(request).id,
            "takes_codes": user.role not in NO_CODES_FOR,
        }
        for user in users
    ]
    rows.sort(key=lambda row: row["locked_until"] is None)
    context = {"rows": rows, "given": given, "room": "people"}
    return render(request, "people/people.html", context)


def _other(request: HttpRequest, user_id: UUID) -> User:
    """Give another person of the room; oneself is nobody here."""
    found = User.objects.filter(id=user_id, role__in=SHOWN, is_active=True)
    user = found.exclude(id=_oneself(request).id).first()
    if user is None:
        raise Http404
    return user


def _oneself(request: HttpRequest) -> User:
    return cast("User", request.user)


def _record(request: HttpRequest, action: str, user: User, *, at: datetime) -> None:
    trace.record_access(
        actor=actors.of(request),
        action=action,
        subject_kind="user",
        subject_id=user.id,
        at=at,
        source=views.source_of(request),
    )
