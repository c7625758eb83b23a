"""What administration refuses: which field, and what would be right."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import refusals
from calls.people.actor import Actor


def invalid(field: str, right: str) -> refusals.Invalid:
    """Refuse one field."""
    return refusals.Invalid(_("Some fields cannot be taken as they are."), fields={field: [right]})


def conflict(code: str, message: str, *, field: str = "") -> refusals.Refusal:
    """Refuse what would be right at another time: 409."""
    fields = {field: [message]} if field else {}
    return refusals.Refusal(message, code=code, status=409, fields=fields)


def refuse_own(actor: Actor, person_id: UUID, message: str) -> None:
    """Refuse what nobody does to themselves."""
    if actor.id == person_id:
        raise refusals.Forbidden(message)
