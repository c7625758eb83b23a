"""Why somebody looks into the archive: stated once, kept with their session for a short while.

It is never part of an address: a link that is passed on carries no reason, and asks for one.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

LASTS = timedelta(minutes=15)
_KEY = "archive_reason"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stated:
    """A reason, and until when it stands."""

    text: str
    until: datetime


def state(session: SessionBase, text: str, *, at: datetime) -> None:
    """Keep a reason; one stated before is forgotten."""
    session[_KEY] = {"text": text, "until": (at + LASTS).isoformat()}


def standing(session: SessionBase, *, at: datetime) -> Stated | None:
    """Give the reason that stands, if one does."""
    kept = session.get(_KEY)
    if not isinstance(kept, dict):
        return None
    stated = Stated(text=kept["text"], until=datetime.fromisoformat(kept["until"]))
    return stated if at < stated.until <= at + LASTS else None
