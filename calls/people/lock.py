"""A locked screen goes on hearing the room's alarms, and reads and does nothing else.

The server keeps the lock, so that no page that was left open gets round it. It locks what it
has had no sign of a person from for a while, but nobody who is on a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.people import access, duty, sessions
from calls.people.models import Seat, User

STATUS = 423
# The way out of the lock, and what tells nothing of anybody.
ALWAYS = frozenset({"public", "session.lock", "session.use", "wall.open"})
# Rooms whose page is empty until the live link fills it: there the alarms stay.
ROOMS = frozenset({"console.open", "desk.open"})
# The page notices first that nobody is there; this is for pages that do not.
GRACE = timedelta(minutes=2)
MARK = "cae.is_locked"


def is_locked(request: HttpRequest) -> bool:
    """Say whether the screen that asks is locked."""
    return bool(request.META.get(MARK))


def shut(seat: Seat, *, at: datetime) -> None:
    """Lock a screen; one that is locked stays as it is."""
    Seat.objects.filter(session_key=seat.session_key, locked_at__isnull=True).update(locked_at=at)


def open_again(seat: Seat, *, at: datetime) -> None:
    """Unlock a screen."""
    Seat.objects.filter(session_key=seat.session_key).update(locked_at=None, seen_at=at)


def may_lock_itself(seat: Seat, *, at: datetime) -> bool:
    """Say whether a screen that nobody touches may be locked; a call counts as being there."""
    if settings.CAE_LOCK_AFTER <= 0:
        return False
    if duty.is_on_call(seat.user_id):
        sessions.touch(seat, at=at)
        return False
    return True


class Lock:
    """Refuse what a locked screen asks for; note that people are there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        given: Mapping[str, Any],
    ) -> HttpResponseBase | None:
        """Look at the lock before any view runs."""
        action = getattr(view, "access_action", None)
        if action is None or not isinstance(request.user, User):
            return None
        at = timezone.now()
        seat = sessions.seat_of(request, request.user)
        if not _holds(seat, at=at):
            if _is_persons(request, action):
                sessions.touch(seat, at=at)
            return None
        request.META[MARK] = True
        if action in ALWAYS or (action in ROOMS and not given):
            return None
        return _refused(request, action, given.get("case_id"))


def _holds(seat: Seat, *, at: datetime) -> bool:
    """Say whether a screen is locked, or becomes so because nobody was there for too long."""
    if seat.locked_at is not None:
        return True
    alone = at - seat.seen_at
    if alone <= timedelta(minutes=settings.CAE_LOCK_AFTER) + GRACE:
        return False
    if not may_lock_itself(seat, at=at):
        return False
    shut(seat, at=at)
    return True


def _is_persons(request: HttpRequest, action: str) -> bool:
    """Say whether a request comes from somebody's hands and not from a page by itself."""
    if request.method == "POST":
        return action != "session.lock"
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _refused(request: HttpRequest, action: str, case_id: UUID | None) -> HttpResponse:
    if access.wants_json(request) or not _is_persons(request, action):
        text = _("This screen is locked. Unlock it with your password.")
        return JsonResponse({"code": "locked", "message": text}, status=STATUS)
    if action in ROOMS and case_id is not None:
        # Where the alarms are; unlocked, the page goes on to the case.
        room = request.path.removesuffix(f"{case_id}/")
        return redirect(f"{room}#{case_id}")
    return render(request, "people/locked.html", {"onward": request.get_full_path()}, status=STATUS)
