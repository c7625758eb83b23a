"""The append-only log: one gapless hash chain per stream."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

import rfc8785

from calls.casefile import disclosures, events
from calls.casefile.models import Disclosure, Event, Stream
from calls.people.actor import Actor

GENESIS = bytes(32)
Bytes: TypeAlias = bytes | memoryview
"""What a driver gives for binary columns."""


def begin(*, stream_id: UUID, kind: str) -> Stream:
    """Open a stream; its id is the id of what it tells of."""
    return Stream.objects.create(id=stream_id, kind=kind, seq=0, head=GENESIS)


def lock(stream_id: UUID) -> Stream:
    """Lock the head of a stream until the transaction ends."""
    return Stream.objects.select_for_update().get(id=stream_id)


def append(
    *,
    stream: Stream,
    event: events.StreamEvent,
    actor: Actor,
    at: datetime,
    recorded_at: datetime,
) -> int:
    """Append one event to a locked stream and give its sequence number.

    `at` is when it happened, `recorded_at` when the centre learned it. The body is RFC 8785;
    hash = SHA-256(previous hash ‖ body).
    """
    seq = stream.seq + 1
    encoded = [disclosures.encode(name, value) for name, value in events.personal_of(event)]
    body: dict[str, Any] = {
        "stream": str(stream.id),
        "seq": seq,
        "kind": event.kind,
        "actor": {
            "kind": actor.kind,
            "id": str(actor.id) if actor.id else None,
            "role": actor.role,
            "position": actor.position,
        },
        "at": events.stamp(at),
        "recorded_at": events.stamp(recorded_at),
        "data": events.data_of(event),
    }
    if encoded:
        body["_sd"] = sorted(disclosures.digest(text) for text in encoded)
        body["_sd_alg"] = "sha-256"
    raw = rfc8785.dumps(body)
    stream.head = hashlib.sha256(bytes(stream.head) + raw).digest()
    stream.seq = seq
    Event.objects.create(
        stream=stream,
        seq=seq,
        kind=event.kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        position=actor.position,
        at=at,
        recorded_at=recorded_at,
        body=raw.decode(),
        hash=stream.head,
    )
    Disclosure.objects.bulk_create(
        Disclosure(stream=stream, seq=seq, encoded=text) for text in encoded
    )
    stream.save(update_fields=["seq", "head"])
    return seq


@dataclasses.dataclass(frozen=True)
class Line:
    """One event as a reader wants it: its body's data with the personal values at hand."""

    seq: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: UUID | None
    position: str
    data: dict[str, Any]
    missing: int = 0
    """How many of its personal values are not at hand: shredded, or withheld."""
    withheld: bool = False
    """Whether what it tells is kept from this reader, whole or in part (`people/need.py`)."""


def read(stream_id: UUID, *, kinds: Iterable[str] | None = None) -> Iterator[Line]:
    """Give a stream's lines in order, personal values filled in where they still exist."""
    beside: dict[int, list[str]] = {}
    for seq, encoded in Disclosure.objects.filter(stream_id=stream_id).values_list(
        "seq", "encoded"
    ):
        beside.setdefault(seq, []).append(encoded)
    rows = Event.objects.filter(stream_id=stream_id).order_by("seq")
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    for row in rows:
        body = json.loads(row.body)
        personal = disclosures.reveal(body.get("_sd", ()), beside.get(row.seq, ()))
        yield Line(
            seq=row.seq,
            kind=row.kind,
            at=row.at,
            recorded_at=row.recorded_at,
            actor_kind=row.actor_kind,
            actor_id=row.actor_id,
            position=row.position,
            data=body["data"] | personal,
            missing=len(body.get("_sd", ())) - len(personal),
        )


def first_fault(
    entries: Iterable[tuple[int, str, Bytes]], *, stream_id: UUID, head: Bytes | None = None
) -> str | None:
    """Say what is wrong with the first bad entry of a chain, or None where it holds.

    `entries` are (seq, body, hash) in order; `head`, where given, must be the last hash.
    """
    previous = GENESIS
    expected = 0
    for seq, body, digest in entries:
        expected += 1
        if seq != expected:
            return f"entry {expected} is missing"
        # The hash first: only what is proved to be ours is read.
        if hashlib.sha256(previous + body.encode()).digest() != bytes(digest):
            return f"entry {seq} does not match its hash"
        told = json.loads(body)
        if told["seq"] != seq or told["stream"] != str(stream_id):
            return f"entry {seq} names another place in the log"
        previous = bytes(digest)
    if head is not None and previous != bytes(head):
        return f"the chain ends at entry {expected}, its head says otherwise"
    return None
