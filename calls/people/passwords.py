"""Passwords: how they are hashed, how many at once, and which are too easy."""

from __future__ import annotations

import contextlib
import functools
import secrets
import threading
from collections.abc import Iterator
from typing import Any

import zxcvbn
from django.contrib.auth import hashers
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from calls.people.models import User

# Of zxcvbn's five marks: below it, ten thousand guesses a second find it within hours.
GOOD_ENOUGH = 3
# It looks no further into a password, which bounds its work.
LOOKED_AT = 72


class Argon2(hashers.Argon2PasswordHasher):
    """Argon2id with 19 MiB, twice over, in one thread: the least that OWASP calls enough.

    A room signs in within seconds at a change of shift, on the processes that take its calls.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class Crowded(Exception):
    """Too many passwords are being looked at; somebody has to come again."""


class Slots:
    """So many passwords are hashed at once, so many more may wait, for so long."""

    def __init__(self, *, slots: int, waiting: int, seconds: float) -> None:
        self._slots = threading.BoundedSemaphore(slots)
        self._room = threading.BoundedSemaphore(slots + waiting)
        self._seconds = seconds

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a slot; raise Crowded where none comes free in time."""
        if not self._room.acquire(blocking=False):
            raise Crowded
        try:
            if not self._slots.acquire(timeout=self._seconds):
                raise Crowded
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._room.release()


# Whoever has signed in from there before does not queue behind a flood of strangers.
KNOWN = Slots(slots=1, waiting=32, seconds=5)
STRANGERS = Slots(slots=1, waiting=8, seconds=2)


@contextlib.contextmanager
def slot(*, known: bool) -> Iterator[None]:
    """Hold a slot for whoever is known there, or for a stranger; raises Crowded.

    Whoever waits for one holds no connection to the database.
    """
    connection.close()
    with (KNOWN if known else STRANGERS).taken():
        yield


def check(*, user: User | None, password: str) -> bool:
    """Say whether this is the person's password, with the same work where there is nobody.

    To be asked in a slot. A hash of former settings is made anew.
    """
    kept = user.password if user is not None and user.is_active else ""
    is_real = bool(kept) and hashers.is_password_usable(kept)
    nobodys = _nobodys()
    matches, is_old = hashers.verify_password(password, kept if is_real else nobodys)
    if user is not None and is_real and matches and is_old:
        keep(user=user, encoded=hashers.make_password(password))
    return is_real and matches


def encoded(password: str) -> str:
    """Hash a new password; raises Crowded."""
    with slot(known=True):
        return hashers.make_password(password)


def keep(*, user: User, encoded: str) -> None:
    """Give a person the password that was hashed to this."""
    User.objects.filter(id=user.id).update(password=encoded)
    user.password = encoded


@functools.cache
def _nobodys() -> str:
    return hashers.make_password(secrets.token_urlsafe())


class Guessable:
    """Refuse what is known from breaches, and what is as easily guessed (zxcvbn, offline)."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that guessing finds soon."""
        of_the_person = [user.username, user.display_name] if isinstance(user, User) else []
        found = zxcvbn.zxcvbn(password[:LOOKED_AT], user_inputs=["cae", "112", *of_the_person])
        if found["score"] < GOOD_ENOUGH:
            raise ValidationError(
                _("This password is known or easily guessed. Four unrelated words are a good one."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        """Say what is asked."""
        return _("It must not be known from breaches nor be easily guessed.")
