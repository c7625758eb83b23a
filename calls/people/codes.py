"""One-time codes: given by hand to somebody who has no password (any more), kept hashed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from calls.people.actor import Actor
from calls.people.credentials import OneTimeCode
from calls.people.models import User

Purpose = Literal["invitation", "recovery"]
LASTS = {"invitation": timedelta(hours=72), "recovery": timedelta(hours=1)}
# Crockford's letters: none that is taken for another when read aloud or written down.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def issue(*, user: User, purpose: Purpose, by: Actor, at: datetime) -> str:
    """Make a code, `XXXXX-XXXXX`, and give its text, which is kept nowhere.

    Whatever code the person had before is worth nothing from now on.
    """
    text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with transaction.atomic():
        withdraw(user=user, at=at)
        OneTimeCode.objects.create(
            user=user,
            purpose=purpose,
            digest=_digest(user, text),
            issued_at=at,
            issued_by=by.id,
            expires_at=at + LASTS[purpose],
        )
    return f"{text[:5]}-{text[5:]}"


def withdraw(*, user: User, at: datetime) -> None:
    """Let no code that was given to this person count any more."""
    _open(user, at=at).update(expires_at=at)


def is_open(*, user: User, text: str, at: datetime) -> bool:
    """Say whether this is the person's code, typed as people type, and still counts."""
    return _open(user, at=at).filter(digest=_digest(user, plain(text))).exists()


def redeem(*, user: User, text: str, at: datetime) -> OneTimeCode | None:
    """Use the code up and give it; None where it is another, used, withdrawn or too old.

    Of several who come with it at once, one gets it.
    """
    found = _open(user, at=at).filter(digest=_digest(user, plain(text)))
    if not found.update(used_at=at):
        return None
    return OneTimeCode.objects.get(digest=_digest(user, plain(text)))


def plain(text: str) -> str:
    """Give the letters of a code as somebody typed it: small, with blanks, O for 0."""
    return text.upper().translate(MISREAD)


def _open(user: User, *, at: datetime) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(user=user, used_at__isnull=True, expires_at__gt=at)


def _digest(user: User, text: str) -> str:
    # Fifty bits are too few to lie open: without the centre's key there is nothing to try them on.
    return salted_hmac("calls.people.codes", f"{user.id}{text}", algorithm="sha256").hexdigest()
