"""Who sits behind a socket, and whether they still may."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session as StoredSession

from calls.casefile import duty
from calls.people import sessions as signing
from calls.people.models import User


@dataclasses.dataclass(frozen=True)
class Session:
    """What a socket was opened with; whatever of it changes ends the socket."""

    key: str
    user_id: UUID
    epoch: int
    role: str
    centre_id: UUID | None


def user_of(scope: Any) -> User | None:
    """Give the person behind a connection, or None where nobody is signed in (any more)."""
    user = scope["user"]
    if not isinstance(user, User) or not user.is_active:
        return None
    return user if scope["session"].get(signing.EPOCH) == user.session_epoch else None


def of(scope: Any, user: User) -> Session:
    """Give the session a connection was opened with."""
    return Session(
        key=scope["session"].session_key,
        user_id=user.id,
        epoch=user.session_epoch,
        role=user.role,
        centre_id=user.centre_id,
    )


def dead(sessions: Collection[Session], *, now: datetime) -> set[Session]:
    """Name the sessions that were revoked, or whose person was disabled, moved or aged out.

    Age alone never ends the session of somebody who is on a call or holds an open case.
    """
    if not sessions:
        return set()
    users = {
        row[0]: row
        for row in User.objects.filter(
            id__in={session.user_id for session in sessions}, is_active=True
        ).values_list("id", "session_epoch", "role", "centre_id")
    }
    stored = dict(
        StoredSession.objects.filter(
            session_key__in={session.key for session in sessions}
        ).values_list("session_key", "expire_date")
    )
    found = {
        session
        for session in sessions
        if session.key not in stored
        or users.get(session.user_id)
        != (session.user_id, session.epoch, session.role, session.centre_id)
    }
    aged = {session for session in set(sessions) - found if stored[session.key] <= now}
    if aged:
        needed = duty.on_duty({session.user_id for session in aged})
        found |= {session for session in aged if session.user_id not in needed}
    return found
