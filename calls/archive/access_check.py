"""Verify the access log: every leaf against its record, every head against the leaves below it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import connections

from calls.archive import access_log, keys, merkle
from calls.archive.access_models import AccessHead, AccessTile
from calls.archive.models import SigningKey
from calls.people.trace_models import COLUMNS, AccessRecord

ROWS_AT_ONCE = 2_000
WAITS_AT_MOST = timedelta(minutes=1)
UNNUMBERED_AT_MOST = 100

_LEAVES = f"""
    SELECT leaf.number, leaf.record_id, leaf.hash, {", ".join(f"record.{name}" for name in COLUMNS)}
    FROM archive_access_leaf AS leaf
    LEFT JOIN people_access_record AS record ON record.id = leaf.record_id
    ORDER BY leaf.number
"""  # noqa: S608 - the model's own columns  # nosec B608
# What was just written waits; what does not wait and is no leaf was taken away on its way.
_UNNUMBERED = """
    SELECT record.id
    FROM people_access_record AS record
    LEFT JOIN archive_access_waiting AS waiting ON waiting.record_id = record.id
    WHERE NOT EXISTS (SELECT FROM archive_access_leaf AS leaf WHERE leaf.record_id = record.id)
        AND (waiting.since IS NULL OR waiting.since < clock_timestamp() - %s)
    ORDER BY record.id
"""
Tell = Callable[[str, str], None]


@dataclasses.dataclass
class Checked:
    """What was looked at; the tree's `size` is up to where a signed head vouches for it."""

    leaves: int = 0
    heads: int = 0
    size: int = 0
    unnumbered: int = 0


def check(tell: Tell, *, trusted: Mapping[str, str] | None, using: str) -> Checked:
    """Check the whole log, and tell where something does not hold, and what.

    `trusted` is key id → public key; without it the keys kept beside the heads are believed.
    Memory stays the same however long the log is.
    """
    checked = Checked()
    heads = iter(_heads(tell, trusted, using, checked))
    tiles = AccessTile.objects.using(using).order_by("number").iterator(ROWS_AT_ONCE)
    edge, tile, head = merkle.Edge(), merkle.Edge(), next(heads, None)
    for number, record_id, digest, *columns in _rows(_LEAVES, using):
        if number != edge.size:
            tell("access log", f"leaf {edge.size} is missing")
            return checked
        if fault := _fault(columns, bytes(digest)):
            tell(f"access record {record_id}", fault)
        checked.leaves += 1
        edge.append(bytes(digest))
        tile.append(bytes(digest))
        if tile.size == access_log.TILE:
            _compare_tile(tell, next(tiles, None), edge, tile)
            tile = merkle.Edge()
        if head is not None and head.size == edge.size:
            if bytes(head.root) != edge.root():
                tell(f"access log head {head.size}", "it is not the root of its leaves")
            else:
                checked.size = head.size
            head = next(heads, None)
    if head is not None:
        tell(f"access log head {head.size}", f"the leaves end at {edge.size}")
    elif checked.leaves != checked.size:
        tell("access log", f"no head vouches for the leaves from {checked.size} on")
    _tell_unnumbered(tell, using, checked)
    return checked


def _fault(columns: list[Any], digest: bytes) -> str | None:
    if columns[0] is None:
        return "it is gone, and its leaf is there"
    record = AccessRecord(**dict(zip(COLUMNS, columns, strict=True)))
    if merkle.leaf_hash(access_log.text_of(record)) != digest:
        return "it is not what its leaf was made of"
    return None


def _compare_tile(
    tell: Tell, kept: AccessTile | None, edge: merkle.Edge, tile: merkle.Edge
) -> None:
    number = edge.size // access_log.TILE - 1
    if kept is None or kept.number != number or bytes(kept.root) != tile.root():
        tell(f"access log tile {number}", "it is not the root of its leaves")


def _heads(
    tell: Tell, trusted: Mapping[str, str] | None, using: str, checked: Checked
) -> Iterator[AccessHead]:
    known = (
        dict(SigningKey.objects.using(using).values_list("id", "public"))
        if trusted is None
        else trusted
    )
    for head in AccessHead.objects.using(using).order_by("size").iterator(ROWS_AT_ONCE):
        checked.heads += 1
        where, public = f"access log head {head.size}", known.get(head.key_id)
        if public is None or keys.thumbprint(public) != head.key_id:
            tell(where, f"it is signed with a key that is not known: {head.key_id}")
        elif not access_log.is_signed(head, public):
            tell(where, "its signature is not its key's")
        yield head


def _tell_unnumbered(tell: Tell, using: str, checked: Checked) -> None:
    for (record_id,) in _rows(_UNNUMBERED, using, WAITS_AT_MOST):
        checked.unnumbered += 1
        if checked.unnumbered <= UNNUMBERED_AT_MOST:
            tell(f"access record {record_id}", "it has no leaf after a minute")


def _rows(query: str, using: str, *values: Any) -> Iterator[Any]:
    """Stream the rows of a query through a cursor of the server's."""
    with connections[using].chunked_cursor() as cursor:
        cursor.cursor.itersize = ROWS_AT_ONCE
        cursor.execute(query, values)
        yield from cursor
