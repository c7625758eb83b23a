"""A session lives while its person's epoch does: raising the epoch ends it everywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import login, logout
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from calls.people.models import Seat, User

EPOCH = "epoch"


def begin(request: HttpRequest, user: User) -> None:
    """Sign a person in; the session's key is cycled and carries the epoch."""
    login(request, user)
    request.session[EPOCH] = user.session_epoch


def end_all(*, user: User) -> None:
    """End every session and live link of a person, within two seconds, wherever they are."""
    User.objects.filter(id=user.id).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    Seat.objects.filter(user=user).delete()


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
