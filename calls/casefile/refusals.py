"""What the centre answers when it will not do what was asked: a code, a status, the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """Refuse a command without having changed anything."""

    code = "refused"
    status = 400

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        status: int | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.fields = {name: list(texts) for name, texts in (fields or {}).items()}

    def as_json(self) -> dict[str, Any]:
        """Give the answer's body: code, message and, where there are any, fields."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.fields:
            body["fields"] = self.fields
        return body


class Invalid(Refusal):
    """A field holds what it cannot hold; the message says what would be right."""

    code = "invalid"
    status = 400


class Forbidden(Refusal):
    """In sight of the actor, but not theirs to do."""

    code = "forbidden"
    status = 403


class NotFound(Refusal):
    """Outside the actor's sight, or not there at all: the answer is the same."""

    code = "not_found"
    status = 404


class OutOfStage(Refusal):
    """Allowed to this actor, but not where the case stands now."""

    code = "out_of_stage"
    status = 409


class Conflict(Refusal):
    """Somebody else changed the same group since the version this edit was made from."""

    code = "conflict"
    status = 409

    def __init__(self, message: str, *, version: int, conflicts: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.version = version
        self.conflicts = dict(conflicts)

    def as_json(self) -> dict[str, Any]:
        """Add both values of each group, and the version the case has now."""
        return super().as_json() | {"version": self.version, "conflicts": self.conflicts}


class CommandReused(Refusal):
    """The same command id came again with other content."""

    code = "command_reused"
    status = 422


class Busy(Refusal):
    """Somebody held the case too long, or the database is away: try again."""

    code = "busy"
    status = 503
