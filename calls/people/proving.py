"""Somebody proves who they are: by password, by second factor, by a code given by hand.

Each way counts the try before it looks, takes the same time for whoever there is not, and
leaves an access record: of what was counted, never of what was typed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from calls.people import actor as actors
from calls.people import codes, passwords, second_factor, sessions, throttle, trace
from calls.people.models import User

ANYBODY = actors.Actor(kind="person", role="anonymous")


class TooMany(Exception):
    """Too many tries from there: the next one has to wait."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.seconds = max(1, round(wait.total_seconds()))


def by_password(*, username: str, password: str, source: str | None, at: datetime) -> User | None:
    """Give whose name and password these are, None where they do not go together.

    Raises TooMany and passwords.Crowded.
    """
    known = _waited(throttle.glance(account=username, source=source, at=at)).known
    with passwords.slot(known=known):
        verdict = _waited(throttle.begin(account=username, source=source, at=at))
        user = User.objects.filter(username=username).first()
        if passwords.check(user=user, password=password):
            return user
    _refuse("session.refused", user, verdict, source=source, at=at)
    return None


def by_second_factor(*, user: User, code: str, source: str | None, at: datetime) -> bool:
    """Say whether this is the code of the person's authenticator; raises TooMany."""
    verdict = _waited(throttle.begin(account=user.username, source=source, at=at))
    if second_factor.verify(user=user, code=code, at=at):
        return True
    _refuse("session.second_refused", user, verdict, source=source, at=at)
    return False


def enrol(*, user: User, secret: str, code: str, source: str | None, at: datetime) -> bool:
    """Keep the secret that the person's authenticator has shown to have; False for another code.

    Whoever is shown the secret need not guess its codes: no try is counted.
    """
    if not second_factor.enrol(user=user, secret=secret, code=code, at=at):
        return False
    record("second_factor.enrol", user, source=source, at=at)
    return True


def by_code(*, username: str, text: str, source: str | None, at: datetime) -> User | None:
    """Give whose one-time code this is, None where it is none; raises TooMany.

    The code is not used up: `redeem` does that, with the new password.
    """
    verdict = _waited(throttle.begin(account=username, source=source, at=at))
    user = User.objects.filter(username=username, is_active=True).first()
    asked = user or User(username=username)
    if codes.is_open(user=asked, text=text, at=at) and user is not None:
        throttle.untried(account=username, source=source)
        return user
    _refuse("code.refused", user, verdict, source=source, at=at)
    return None


def redeem(*, user: User, text: str, password: str, source: str | None, at: datetime) -> bool:
    """Use a code up for a new password; False where somebody was quicker.

    Every session of the person ends, and the second factor is enrolled anew. Raises
    passwords.Crowded, and then the code still counts.
    """
    encoded = passwords.encoded(password)
    with transaction.atomic():
        code = codes.redeem(user=user, text=text, at=at)
        if code is None:
            return False
        passwords.keep(user=user, encoded=encoded)
        second_factor.forget(user=user)
        sessions.end_all(user=user)
    record("code.redeem", user, source=source, at=at, reason=code.purpose)
    return True


def change_password(
    *, user: User, current: str, password: str, source: str | None, at: datetime
) -> bool:
    """Take a new password from whoever knows the old one; False where it is another.

    Every session of the person ends. Raises TooMany and passwords.Crowded.
    """
    if by_password(username=user.username, password=current, source=source, at=at) is None:
        return False
    encoded = passwords.encoded(password)
    with transaction.atomic():
        passwords.keep(user=user, encoded=encoded)
        sessions.end_all(user=user)
    throttle.succeeded(account=user.username, source=source, at=at)
    record("password.change", user, source=source, at=at)
    return True


def record(action: str, user: User, *, source: str | None, at: datetime, reason: str = "") -> None:
    """Leave an access record of what somebody did with their own sign-in."""
    trace.record_access(
        actor=actors.person(user),
        action=action,
        subject_kind="user",
        subject_id=user.id,
        at=at,
        source=source or None,
        reason=reason,
    )


def _waited(verdict: throttle.Verdict) -> throttle.Verdict:
    if verdict.wait > throttle.NOW:
        raise TooMany(verdict.wait)
    return verdict


def _refuse(
    action: str, user: User | None, verdict: throttle.Verdict, *, source: str | None, at: datetime
) -> None:
    trace.record_access(
        actor=ANYBODY,
        action=action,
        subject_kind="user",
        subject_id=user.id if user else None,
        at=at,
        source=source or None,
        reason="locked" if verdict.locks else "",
    )
