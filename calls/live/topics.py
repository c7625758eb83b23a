"""Which boards a person may see."""

from __future__ import annotations

from calls.casefile import exceptional
from calls.people import access
from calls.people.models import User

BOARD = "board"
COVERT = "covert"
SUPERVISION = exceptional.TOPIC


def of_centre(centre_id: object) -> str:
    """Name the topic of one operations centre's dispatchers."""
    return f"centre:{centre_id}"


def of_user(user_id: object) -> str:
    """Name the topic of what one person alone may see: the covert cases they hold."""
    return f"user:{user_id}"


def topics_for(user: User) -> tuple[str, ...]:
    """Give the topics of a person, as the policy has them for the role; none for most roles."""
    names = {
        "user": of_user(user.id),
        "centre": of_centre(user.centre_id) if user.centre_id else None,
    }
    may = (
        topic for topic, action in access.table()["topics"].items() if access.may(user.role, action)
    )
    found = (names.get(topic, topic) for topic in may)
    return tuple(topic for topic in found if topic)
