"""Who acts: a person at a desk, a machine with a token, or the centre itself."""

from __future__ import annotations

import dataclasses
from typing import Literal, cast
from uuid import UUID

from django.http import HttpRequest

from calls.people import models

ActorKind = Literal["person", "machine", "system"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Actor:
    """One actor, as the log, the policy and the trace see it."""

    kind: ActorKind
    role: str
    id: UUID | None = None
    position: str = ""
    centre_id: UUID | None = None
    name: str = ""


SYSTEM = Actor(kind="system", role="system", position="CAE", name="CAE")


def person(user: models.User) -> Actor:
    """Give the actor a signed-in person is."""
    return Actor(
        kind="person",
        role=user.role,
        id=user.id,
        position=user.position,
        centre_id=user.centre_id,
        name=user.display_name,
    )


def machine(token: models.ServiceToken) -> Actor:
    """Give the actor a service token is: the token's own id, or the body's behind it."""
    return Actor(
        kind="machine",
        role=token.kind,
        id=token.body_id or token.id,
        centre_id=token.centre_id,
        name=token.name,
    )


def of(request: HttpRequest) -> Actor:
    """Give the actor of a request that has passed `access.requires`."""
    return person(cast("models.User", request.user))
