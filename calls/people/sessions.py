"""A session lives while its person's epoch does: raising the epoch ends it everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from calls.people.models import Desk, Seat, Shift, User

EPOCH = "epoch"
# Who comes so long before the shift has come for it.
EARLY = timedelta(hours=2)
TOUCHED_EACH = timedelta(minutes=1)


def begin(request: HttpRequest, user: User, *, at: datetime, desk: Desk | None = None) -> None:
    """Sign a person in at a desk; the session's key is cycled and carries the epoch.

    It lasts as long as the rostered shift and its overrun, or CAE's usual time without one.
    """
    login(request, user)
    request.session[EPOCH] = user.session_epoch
    request.session.set_expiry(lasts_until(user, at=at))
    request.session.save()
    if desk is not None:
        User.objects.filter(id=user.id).update(position=desk.code)
        user.position = desk.code
    _take_seat(request, user, at=at, desk=desk)


def lasts_until(user: User, *, at: datetime) -> datetime:
    """Give when a session that begins now ends by its age."""
    shift = (
        Shift.objects.filter(user=user, starts_at__lte=at + EARLY, ends_at__gt=at)
        .order_by("-ends_at")
        .first()
    )
    if shift is None:
        return at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return shift.ends_at + timedelta(minutes=settings.CAE_SHIFT_OVERRUN)


def end(request: HttpRequest) -> None:
    """Sign a person out here; elsewhere they stay."""
    Seat.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def end_all(*, user: User) -> None:
    """End every session and live link of a person, within two seconds, wherever they are."""
    User.objects.filter(id=user.id).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    Seat.objects.filter(user=user).delete()


def seat_of(request: HttpRequest, user: User) -> Seat:
    """Give the seat of a request's session; one that has none takes it now."""
    key = request.session.session_key
    return Seat.objects.filter(session_key=key).first() or _take_seat(
        request, user, at=timezone.now()
    )


def touch(seat: Seat, *, at: datetime) -> None:
    """Note that the person is there, once a minute at most."""
    if at - seat.seen_at >= TOUCHED_EACH:
        Seat.objects.filter(session_key=seat.session_key).update(seen_at=at)


def _take_seat(request: HttpRequest, user: User, *, at: datetime, desk: Desk | None = None) -> Seat:
    seat, _made = Seat.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "desk": desk,
            "source": request.META.get("REMOTE_ADDR") or None,
            "began_at": at,
            "seen_at": at,
            "locked_at": None,
        },
    )
    return seat


class Epoch:
    """End sessions of another epoch, and speak the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the person's own language, or as nobody where the epoch has passed."""
        if not isinstance(request.user, User):
            return self.get_response(request)
        if request.session.get(EPOCH) != request.user.session_epoch:
            logout(request)
            return self.get_response(request)
        with translation.override(request.user.language):
            return self.get_response(request)
