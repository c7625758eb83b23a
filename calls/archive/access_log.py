"""The second log: each access record a leaf, numbered by one hand, under heads that are signed.

Records are appended without a lock and in no order. The database puts each that is committed
among those that wait; who holds the lock here takes them, numbers them, and signs a new head. So
no record is passed over, whatever order transactions end in, and nothing depends on their ids.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from django.db import connections, transaction

from calls.archive import keys, merkle
from calls.archive.access_models import AccessHead, AccessLeaf, AccessTile, AccessWaiting
from calls.archive.models import SigningKey
from calls.casefile import events
from calls.people.trace_models import AccessRecord

FORMAT = "cae.access-log/1"
SEALER, AUDITOR = "sealer", "auditor"
EVERY = timedelta(seconds=1)
AT_ONCE = 5_000
TILE_LEVEL = 10
TILE = 1 << TILE_LEVEL
LOCK = 6962
"""The advisory lock of whoever numbers leaves."""


def grow(now: datetime, *, at_most: int = AT_ONCE) -> int:
    """Make leaves of the records that wait and sign the new head; give how many they were.

    At most once a second, by one process at a time: for the others there is nothing to do.
    """
    with transaction.atomic(using=SEALER):
        with connections[SEALER].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            (held,) = cursor.fetchone()
        if not held:
            return 0
        head = AccessHead.objects.using(SEALER).order_by("-size").first()
        if head is not None and timedelta(0) <= now - head.at < EVERY:
            return 0
        records = _waiting(at_most)
        if records:
            _append(head, records, now)
    return len(records)


def text_of(record: AccessRecord) -> bytes:
    """Give the text that a leaf is the hash of: RFC 8785, every column of the record."""
    return rfc8785.dumps(as_json(record))


def as_json(record: AccessRecord) -> dict[str, Any]:
    """Give a record as its leaf and the export have it."""
    return {
        "id": str(record.id),
        "at": events.stamp(record.at),
        "actor_kind": record.actor_kind,
        "actor_id": str(record.actor_id) if record.actor_id else None,
        "role": record.role,
        "position": record.position,
        "action": record.action,
        "subject_kind": record.subject_kind,
        "subject_id": str(record.subject_id) if record.subject_id else None,
        "reason": record.reason,
        "source": record.source,
        "covert": record.covert,
        "late": record.late,
    }


def signed_text(*, size: int, root: bytes, at: datetime, key_id: str) -> bytes:
    """Give the text that a head's signature is of: RFC 8785."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "size": size,
            "root": root.hex(),
            "at": events.stamp(at),
            "key_id": key_id,
        }
    )


def head_as_json(head: AccessHead) -> dict[str, Any]:
    """Give a head as an export has it: what is signed, and the signature."""
    return {
        "format": FORMAT,
        "size": head.size,
        "root": bytes(head.root).hex(),
        "at": events.stamp(head.at),
        "key_id": head.key_id,
        "signature": head.signature,
    }


def is_signed(head: AccessHead, public: str) -> bool:
    """Say whether a head's signature is that of a public key."""
    text = signed_text(size=head.size, root=bytes(head.root), at=head.at, key_id=head.key_id)
    return keys.verifies(public=public, signature=head.signature, message=text)


def newest_head(*, using: str = AUDITOR) -> AccessHead | None:
    """Give the newest head; None while nothing was ever read."""
    return AccessHead.objects.using(using).order_by("-size").first()


def nodes(*, using: str = AUDITOR) -> merkle.Nodes:
    """Give the nodes of the tree as the database has them: whole tiles, and leaves below."""

    @functools.lru_cache(maxsize=64)
    def tile(number: int) -> merkle.Nodes:
        rows = AccessLeaf.objects.using(using).filter(
            number__gte=number * TILE, number__lt=(number + 1) * TILE
        )
        return merkle.over(
            [bytes(hash_) for hash_ in rows.order_by("number").values_list("hash", flat=True)]
        )

    @functools.lru_cache(maxsize=4 * TILE)
    def node(level: int, index: int) -> bytes:
        if level < TILE_LEVEL:
            number, within = divmod(index << level, TILE)
            return tile(number)(level, within >> level)
        if level == TILE_LEVEL:
            kept = AccessTile.objects.using(using).get(number=index)
            return bytes(kept.root)
        return merkle.node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def roots_of(edge: bytes) -> list[bytes]:
    """Give the subtree roots that a head keeps as its edge."""
    return [edge[at : at + merkle.SIZE] for at in range(0, len(edge), merkle.SIZE)]


def _waiting(at_most: int) -> list[AccessRecord]:
    ids = list(
        AccessWaiting.objects.using(SEALER)
        .order_by("record_id")
        .values_list("record_id", flat=True)[:at_most]
    )
    return list(AccessRecord.objects.using(SEALER).filter(id__in=ids).order_by("id"))


def _append(head: AccessHead | None, records: Sequence[AccessRecord], now: datetime) -> None:
    edge = merkle.Edge(head.size, roots_of(bytes(head.edge))) if head else merkle.Edge()
    if head is not None and edge.root() != bytes(head.root):
        raise ValueError("the edge of the newest head is not its root's")
    below = (edge.size % TILE).bit_count()
    tile = merkle.Edge(edge.size % TILE, edge.roots[len(edge.roots) - below :])
    leaves, tiles = [], []
    for record in records:
        digest = merkle.leaf_hash(text_of(record))
        leaves.append(AccessLeaf(number=edge.size, record_id=record.id, hash=digest))
        edge.append(digest)
        tile.append(digest)
        if tile.size == TILE:
            tiles.append(AccessTile(number=edge.size // TILE - 1, root=tile.root()))
            tile = merkle.Edge()
    AccessLeaf.objects.using(SEALER).bulk_create(leaves)
    AccessTile.objects.using(SEALER).bulk_create(tiles)
    _sign(edge, now)
    AccessWaiting.objects.using(SEALER).filter(
        record_id__in=[record.id for record in records]
    ).delete()


def _sign(edge: merkle.Edge, now: datetime) -> None:
    key = keys.sealing_key()
    SigningKey.objects.using(SEALER).bulk_create(
        [SigningKey(id=key.id, public=key.public, first_used_at=now)], ignore_conflicts=True
    )
    text = signed_text(size=edge.size, root=edge.root(), at=now, key_id=key.id)
    AccessHead.objects.using(SEALER).create(
        size=edge.size,
        root=edge.root(),
        edge=b"".join(edge.roots),
        at=now,
        signature=key.sign(text),
        key_id=key.id,
    )
