"""The rows a case consists of, and as many cases like it as a figure or its floor needs."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from uuid_utils.compat import uuid7

from calls.casefile import log
from calls.casefile.models import Call, Case, Disclosure, Event, Hand, Stream

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 100
# Far from the numbers that the services give meanwhile, and as long.
_numbers = itertools.count(500_000)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rows:
    """A case with its call: what stands now, the two streams, their entries in order."""

    case: Case
    call: Call
    hands: Sequence[Hand]
    streams: Sequence[Stream]
    events: Sequence[Event]
    disclosures: Sequence[Disclosure]

    def stream(self, of: UUID) -> Stream:
        """Give the stream of the case or of the call."""
        return next(stream for stream in self.streams if stream.id == of)


@dataclasses.dataclass(frozen=True)
class Identity:
    """What is another case's own."""

    case: UUID
    call: UUID
    number: int


def identity() -> Identity:
    """Give the ids and the number of a case that is not there yet."""
    return Identity(uuid7(), uuid7(), next(_numbers))


def read(case_id: UUID) -> Rows:
    """Give the rows of a case with one call."""
    call = Call.objects.get(case_id=case_id)
    ids = [case_id, call.id]
    return Rows(
        case=Case.objects.get(id=case_id),
        call=call,
        hands=list(Hand.objects.filter(case_id=case_id)),
        streams=list(Stream.objects.filter(id__in=ids)),
        events=list(Event.objects.filter(stream_id__in=ids).order_by("stream_id", "seq")),
        disclosures=list(Disclosure.objects.filter(stream_id__in=ids).order_by("id")),
    )


def like(found: Rows, own: Identity) -> Rows:
    """Give the rows of another case that went the same way; its chains hold."""
    ids = {found.case.id: own.case, found.call.id: own.call}
    reference = f"{found.case.opened_at.year}-{own.number:06d}"
    swaps = {str(old): str(new) for old, new in ids.items()} | {found.case.reference: reference}
    events, heads = _chained(found.events, ids, swaps)
    return Rows(
        case=again(found.case, id=own.case, number=own.number, reference=reference),
        call=again(found.call, id=own.call, case_id=own.case, gateway_call_id=f"like-{own.call}"),
        hands=[again(hand, id=uuid7(), case_id=own.case) for hand in found.hands],
        streams=[
            again(stream, id=ids[stream.id], head=heads[ids[stream.id]]) for stream in found.streams
        ],
        events=events,
        disclosures=[
            again(beside, id=None, stream_id=ids[beside.stream_id]) for beside in found.disclosures
        ],
    )


def again(row: Row, **other: Any) -> Row:
    """Give a row like this one, not in the database, but for what is named."""
    fields = [field.attname for field in row._meta.concrete_fields]
    return type(row)(**{name: getattr(row, name) for name in fields} | other)


def insert(many: Iterable[Rows]) -> None:
    """Put cases into the database, a hundred to a transaction."""
    waiting = iter(many)
    while some := list(itertools.islice(waiting, AT_ONCE)):
        with transaction.atomic():
            Case.objects.bulk_create(rows.case for rows in some)
            Call.objects.bulk_create(rows.call for rows in some)
            Hand.objects.bulk_create(hand for rows in some for hand in rows.hands)
            Stream.objects.bulk_create(stream for rows in some for stream in rows.streams)
            Event.objects.bulk_create(event for rows in some for event in rows.events)
            Disclosure.objects.bulk_create(text for rows in some for text in rows.disclosures)


def _chained(
    events: Iterable[Event], ids: dict[UUID, UUID], swaps: dict[str, str]
) -> tuple[list[Event], dict[UUID, bytes]]:
    """Give the entries with other ids in their bodies, hashed anew, and each stream's head.

    The ids are as long as those they replace and sort nothing: the bodies stay RFC 8785.
    """
    written: list[Event] = []
    heads = dict.fromkeys(ids.values(), log.GENESIS)
    for event in events:
        body = event.body
        for old, new in swaps.items():
            body = body.replace(old, new)
        stream_id = ids[event.stream_id]
        heads[stream_id] = hashlib.sha256(heads[stream_id] + body.encode()).digest()
        written.append(again(event, id=None, stream_id=stream_id, body=body, hash=heads[stream_id]))
    return written, heads
