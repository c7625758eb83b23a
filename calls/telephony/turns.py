"""A call as it stands: whoever acts on it looks again where it moved meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import refusals
from calls.casefile.models import Call

T = TypeVar("T")
LOOKS = 5


class Moved(Exception):
    """Somebody answered, ended or handed on the call since it was looked at."""


def take(call_id: UUID, act: Callable[[Call], T]) -> T:
    """Act on a call and its case as they stand; raise Busy where they never stand still."""
    for _look in range(LOOKS):
        try:
            return act(Call.objects.select_related("case").get(id=call_id))
        except (Moved, refusals.OutOfStage):
            continue
    raise refusals.Busy(_("Somebody is writing here; try again."))


def locked(call_id: UUID) -> Call:
    """Lock a call until the transaction ends."""
    return Call.objects.select_for_update().get(id=call_id)
