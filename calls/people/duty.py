"""Who is in the middle of something: told by the rooms that know calls and cases."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

Ask = Callable[[Collection[UUID]], set[UUID]]
_told: dict[str, Ask] = {}


def register(*, on_call: Ask, on_duty: Ask) -> None:
    """Take what answers `on_call` and `on_duty` here; called once, from an app's `ready`."""
    _told.update(on_call=on_call, on_duty=on_duty)


def is_on_call(user_id: UUID) -> bool:
    """Say whether a person has answered a call that has not ended."""
    return user_id in _told["on_call"]({user_id})


def is_on_duty(user_id: UUID) -> bool:
    """Say whether a person is on a call or holds an open case."""
    return user_id in _told["on_duty"]({user_id})
