"""Between the password and the second factor: who it is has been said, not yet proven."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from calls.people import second_factor
from calls.people.models import Desk, User

KEY = "halfway"
LASTS = timedelta(minutes=10)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Halfway:
    """Somebody whose password was right, the desk they chose and where they were going."""

    user: User
    desk: Desk | None
    onward: str
    secret: str | None


def begin(
    request: HttpRequest, user: User, *, desk: Desk | None, onward: str, at: datetime
) -> None:
    """Let nobody be signed in here, and remember who is on the way in."""
    request.session.flush()
    request.session[KEY] = {
        "user": str(user.id),
        "epoch": user.session_epoch,
        "desk": str(desk.id) if desk else "",
        "onward": onward,
        "until": (at + LASTS).timestamp(),
        "secret": second_factor.sealed(second_factor.new_secret()),
    }
    request.session.set_expiry(at + LASTS)


def of(request: HttpRequest, *, at: datetime) -> Halfway | None:
    """Give who is on the way in; None where nobody is (any more)."""
    kept = request.session.get(KEY)
    if kept is None or kept["until"] <= at.timestamp():
        return None
    user = User.objects.filter(
        id=UUID(kept["user"]), is_active=True, session_epoch=kept["epoch"]
    ).first()
    if user is None:
        return None
    desk = Desk.objects.filter(id=UUID(kept["desk"])).first() if kept["desk"] else None
    secret = second_factor.opened(kept["secret"])
    return Halfway(user=user, desk=desk, onward=kept["onward"], secret=secret)


def end(request: HttpRequest) -> None:
    """Forget who was on the way in."""
    request.session.pop(KEY, None)
