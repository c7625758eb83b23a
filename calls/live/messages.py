"""Reading what `calls.casefile.announce` writes on the wire."""

from __future__ import annotations

import json
from uuid import UUID

from calls.casefile import registry


class Garbled(ValueError):
    """A message that no announcement writes."""

    # Its words are the name of a shape or a type (cae/logs.py).
    may_be_logged = True


def decode(raw: bytes) -> registry.Change:
    """Give the change a message tells; raises Garbled where it tells none."""
    try:
        told = json.loads(raw)
        change = registry.Change(
            kind=told["kind"],
            id=UUID(told["id"]),
            version=told["version"],
            topics=tuple(told["topics"]),
            card=told["card"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Garbled(type(error).__name__) from error
    shapes = (
        isinstance(change.kind, str),
        type(change.version) is int,
        all(isinstance(topic, str) for topic in change.topics),
        change.card is None or isinstance(change.card, dict),
    )
    if not all(shapes):
        raise Garbled("shape")
    return change
