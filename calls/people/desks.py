"""Which desks somebody may sit down at."""

from __future__ import annotations

from django.db.models import F, QuerySet

from calls.people.models import Desk, User


def open_desks() -> QuerySet[Desk]:
    """Give the desks that are in use: the room's own first, then those of each centre."""
    desks = Desk.objects.filter(is_active=True).select_related("centre")
    return desks.order_by(F("centre__name").asc(nulls_first=True), "code")


def find(code: str) -> Desk | None:
    """Give the desk in use that has this code."""
    return open_desks().filter(code=code).first() if code else None


def suits(desk: Desk, user: User) -> bool:
    """Say whether a person may sit at a desk: one of their centre, or of the room itself."""
    return desk.centre_id == user.centre_id
