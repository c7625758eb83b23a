"""Two administrators over a room, who change things and read what the log says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from calls.casefile import door, log, refusals
from calls.people.models import Role, User
from tests.calls.room import Room

R = TypeVar("R", bound=refusals.Refusal)


class Office:
    """A room with two administrators and an auditor."""

    def __init__(self) -> None:
        self.room = Room()
        self.teresa = self.room.person("teresa", Role.ADMINISTRATOR)
        self.pablo = self.room.person("pablo", Role.ADMINISTRATOR)
        self.luis = self.room.person("luis", Role.AUDITOR)

    def by(self, user: User | None = None, *, command_id: UUID | None = None) -> door.Passage:
        """Come to the door as somebody (the first administrator)."""
        return self.room.passage(user or self.teresa, command_id=command_id or uuid4())


def last(thing: UUID) -> dict[str, Any]:
    """Give kind and data, personal values included, of the last line of a thing's log."""
    return line(thing, -1)


def line(thing: UUID, seq: int) -> dict[str, Any]:
    """Give kind and data of one line of a thing's log; -1 is the last."""
    lines = list(log.read(thing))
    found = lines[seq if seq < 0 else seq - 1]
    return {"kind": found.kind, "seq": found.seq} | found.data


def refused(kind: type[R], act: Callable[[], Any]) -> R:
    """Give what an act is refused with."""
    with pytest.raises(kind) as caught:
        act()
    return caught.value
