"""One effect per command: the same id again gives the same answer and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import rfc8785
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from calls.casefile import refusals
from calls.casefile.models import Command
from calls.people.actor import Actor


def fingerprint(action: str, content: Mapping[str, Any]) -> bytes:
    """Give a mark of what a command asks for, whatever the order of its fields.

    It outlives what was typed, so it is keyed: nobody finds a number by trying them all.
    """
    plain = {name: str(value) for name, value in content.items() if value is not None}
    asked = rfc8785.dumps({"action": action, "content": plain})
    return salted_hmac("casefile.command", asked, algorithm="sha256").digest()


def claim(
    *, command_id: UUID, actor: Actor, request_hash: bytes, at: datetime
) -> dict[str, Any] | None:
    """Insert the command, or give the answer it was given before.

    A twin under way is waited for. Raises CommandReused where the content differs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casefile_command (id, actor_id, request_hash, answer, at)"
            " VALUES (%s, %s, %s, '{}', %s) ON CONFLICT (id) DO NOTHING",
            [command_id, actor.id, request_hash, at],
        )
        if cursor.rowcount == 1:
            return None
    earlier = Command.objects.get(id=command_id)
    if earlier.actor_id != actor.id or bytes(earlier.request_hash) != request_hash:
        raise refusals.CommandReused(
            _("This command id was already used for something else; make a new one.")
        )
    return cast("dict[str, Any]", earlier.answer)


def settle(*, command_id: UUID, answer: Mapping[str, Any]) -> None:
    """Keep the answer beside the command, in the same transaction."""
    Command.objects.filter(id=command_id).update(answer=answer)
