"""The words between hub and browser: JSON texts, each encoded once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

MASK = 0xFFFFFFFF
_OFFSET = 0x811C9DC5
_PRIME = 0x01000193


def fnv1a32(text: str) -> int:
    """Give the 32-bit FNV-1a hash of a text's UTF-8 bytes."""
    value = _OFFSET
    for byte in text.encode():
        value = (value ^ byte) * _PRIME & MASK
    return value


def mark(kind: str, identifier: str, version: int) -> int:
    """Give what one object adds to its topic's digest, a sum modulo 2^32."""
    return fnv1a32(f"{kind}:{identifier}:{version}")


def encode(value: Mapping[str, Any]) -> str:
    """Write compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def thing(kind: str, identifier: str, version: int, card: Mapping[str, Any] | None) -> str:
    """Write one object of a frame; a null card means that it left the topic."""
    return encode({"kind": kind, "id": identifier, "version": version, "card": card})


def hello(*, now: datetime, topics: Iterable[str]) -> str:
    """Write the first frame of a socket: the server's time and the topics it will hear."""
    return encode({"t": "hello", "now": moment(now), "topics": list(topics)})


def snapshot(topic: str, things: Iterable[str]) -> str:
    """Write everything a topic holds."""
    return f'{{"t":"snapshot","topic":{json.dumps(topic)},"objects":[{",".join(things)}]}}'


def changes(topic: str, things: Iterable[str]) -> str:
    """Write what changed in a topic since the frame before."""
    return f'{{"t":"changes","topic":{json.dumps(topic)},"objects":[{",".join(things)}]}}'


def tick(*, now: datetime, lag_ms: int, digests: Mapping[str, int]) -> str:
    """Write the second's beat.

    `lag_ms` is the age of the last complete comparison with the database, `digests` tells what
    a browser must hold that has applied every frame before this one.
    """
    return encode({"t": "tick", "now": moment(now), "lag_ms": lag_ms, "digests": digests})


def error(code: str) -> str:
    """Write why a browser's message was not understood."""
    return encode({"t": "error", "code": code})


def moment(now: datetime) -> str:
    """Write a time in UTC with milliseconds."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
