"""What time it is in this room: the world's, or a replay's."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from calls.casefile.deployment import RoomClock

LOOK_AGAIN_AFTER_S = 1.0
_looked_at = float("-inf")


def now() -> datetime:
    """Give the time by which this room works; only views and tasks ask.

    Outside production a replay may have set it. That none has is believed for a second, so
    that an ordinary room is not asked at every step.
    """
    global _looked_at  # noqa: PLW0603 - one process, one look
    if settings.PRODUCTION or time.monotonic() - _looked_at < LOOK_AGAIN_AFTER_S:
        return timezone.now()
    clock = RoomClock.objects.first()
    if clock is None:
        _looked_at = time.monotonic()
        return timezone.now()
    return clock.at


def is_set() -> bool:
    """Say whether a replay has set the room's clock."""
    return RoomClock.objects.exists()


def turn(at: datetime) -> None:
    """Set the room's clock; it stands there until it is turned again."""
    RoomClock.objects.update_or_create(id=1, defaults={"at": at})


def let_go() -> None:
    """Give the room the world's time again."""
    RoomClock.objects.all().delete()
