"""The access log as a tree: no record passed over, every change found, nobody may change it."""

from __future__ import annotations

import json
from concurrent import futures
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from calls.archive import access_log, keys, merkle, verification
from calls.archive.access_models import AccessHead, AccessLeaf
from calls.people import trace
from calls.people.actor import Actor
from calls.people.trace_models import COLUMNS, AccessRecord
from tests.calls.archive.test_verification import tamper
from tests.support import clones

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
SOMEBODY = Actor(kind="person", role="operator", id=UUID(int=7), position="OP1")


def read(reason: str = "") -> UUID:
    """Let somebody read a case."""
    return trace.record_access(
        actor=SOMEBODY,
        action="case.read",
        subject_kind="case",
        subject_id=UUID(int=1),
        at=NOW,
        source="10.0.0.7",
        reason=reason,
    )


def grow(times: int = 1) -> list[int]:
    """Let the sequencer come so many times, a second apart."""
    head = access_log.newest_head()
    since = head.at if head else NOW
    return [access_log.grow(since + timedelta(seconds=number + 1)) for number in range(times)]


def faults() -> list[tuple[str, str]]:
    return [(fault.where, fault.what) for fault in verification.verify().faults]


def leaves() -> list[tuple[int, UUID]]:
    rows = AccessLeaf.objects.using("auditor").order_by("number")
    return list(rows.values_list("number", "record_id"))


def test_each_record_becomes_one_leaf_under_a_signed_head(database: clones.Clone) -> None:
    ids = [read() for _ in range(3)]
    assert grow(3) == [3, 0, 0], "a head is signed only where there is something new"
    ids += [read()]
    assert grow() == [1]
    assert leaves() == list(enumerate(ids))
    heads = list(AccessHead.objects.using("auditor").order_by("size"))
    assert [head.size for head in heads] == [3, 4]
    assert all(access_log.is_signed(head, keys.sealing_key().public) for head in heads)
    report = verification.verify()
    assert (report.faults, report.access_leaves, report.access_heads) == ([], 4, 2)


def test_heads_come_at_most_once_a_second_and_in_batches(database: clones.Clone) -> None:
    for _ in range(5):
        read()
    assert access_log.grow(NOW, at_most=2) == 2
    assert access_log.grow(NOW + timedelta(milliseconds=999), at_most=2) == 0
    assert access_log.grow(NOW + timedelta(seconds=1), at_most=2) == 2
    assert access_log.grow(NOW - timedelta(hours=1), at_most=2) == 1, "a clock that went back"
    assert faults() == []


def test_a_record_whose_transaction_ends_late_is_not_passed_over(database: clones.Clone) -> None:
    with transaction.atomic():
        early = read()
        with futures.ThreadPoolExecutor(max_workers=1) as pool:
            late = pool.submit(_read_elsewhere).result()
        assert grow() == [1]
        assert leaves() == [(0, late)]
    assert grow() == [1]
    assert leaves() == [(0, late), (1, early)]
    assert faults() == []


def _read_elsewhere() -> UUID:
    try:
        return read()
    finally:
        connections.close_all()


def test_many_readers_and_many_sequencers_lose_and_double_nothing(database: clones.Clone) -> None:
    def readers() -> list[UUID]:
        try:
            return [read() for _ in range(25)]
        finally:
            connections.close_all()

    def sequencer(number: int) -> None:
        try:
            for step in range(10):
                access_log.grow(NOW + timedelta(days=number, seconds=step), at_most=7)
        finally:
            connections.close_all()

    with futures.ThreadPoolExecutor(max_workers=6) as pool:
        written = [pool.submit(readers) for _ in range(4)]
        done = [pool.submit(sequencer, number) for number in range(2)]
        ids = {each for future in written for each in future.result()}
        assert [future.result() for future in done] == [None, None]
    while any(grow()):
        pass
    assert [number for number, _record in leaves()] == list(range(100))
    assert {record for _number, record in leaves()} == ids
    assert faults() == []


def test_proofs_over_whole_tiles_hold_against_the_signed_heads(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "TILE_LEVEL", 2)
    monkeypatch.setattr(access_log, "TILE", 4)
    for _ in range(11):
        read()
    for at_most in (3, 6, 2):
        head = access_log.newest_head()
        access_log.grow((head.at if head else NOW) + timedelta(seconds=1), at_most=at_most)
    heads = {head.size: bytes(head.root) for head in AccessHead.objects.using("auditor")}
    assert sorted(heads) == [3, 9, 11]
    hashes = [bytes(leaf.hash) for leaf in AccessLeaf.objects.using("auditor").order_by("number")]
    node = access_log.nodes()
    for size, root in heads.items():
        assert merkle.root(size, node) == merkle.root(size, merkle.over(hashes)) == root
        for index in range(size):
            path = merkle.inclusion(index, size, node)
            assert merkle.includes(index=index, size=size, leaf=hashes[index], path=path, root=root)
    path = merkle.consistency(3, 11, node)
    assert merkle.extends(older=3, newer=11, older_root=heads[3], newer_root=heads[11], path=path)
    assert faults() == []


CHANGED: dict[str, str] = {
    "at": "at + interval '1 s'",
    "actor_kind": "'machine'",
    "actor_id": "gen_random_uuid()",
    "role": "'auditor'",
    "position": "'OP9'",
    "action": "'audit.read'",
    "subject_kind": "'file'",
    "subject_id": "NULL",
    "reason": "'otra'",
    "source": "'10.0.0.8'",
    "covert": "true",
    "late": "true",
}


def test_every_column_is_tried() -> None:
    columns = {field.attname for field in AccessRecord._meta.concrete_fields}
    assert set(COLUMNS) == columns == {"id", *CHANGED}


@pytest.mark.parametrize("column", CHANGED)
def test_a_changed_record_is_named(database: clones.Clone, column: str) -> None:
    read(), read()
    grow()
    record = leaves()[1][1]
    tamper(
        database,
        f"UPDATE people_access_record SET {column} = {CHANGED[column]} WHERE id = %s",  # noqa: S608 - our own columns
        record,
    )
    assert faults() == [(f"access record {record}", "it is not what its leaf was made of")]


def test_a_record_that_is_gone_is_named(database: clones.Clone) -> None:
    read(), read()
    grow()
    record = leaves()[0][1]
    tamper(database, "DELETE FROM people_access_record WHERE id = %s", record)
    assert faults() == [(f"access record {record}", "it is gone, and its leaf is there")]


def test_a_leaf_that_is_gone_is_named(database: clones.Clone) -> None:
    read(), read(), read()
    grow()
    tamper(database, "DELETE FROM archive_access_leaf WHERE number = 1")
    assert ("access log", "leaf 1 is missing") in faults()


def test_a_last_leaf_that_is_gone_is_named(database: clones.Clone) -> None:
    read(), read()
    grow()
    record = leaves()[1][1]
    tamper(database, "DELETE FROM archive_access_leaf WHERE number = 1")
    assert ("access log head 2", "the leaves end at 1") in faults()
    assert (f"access record {record}", "it has no leaf after a minute") in faults()


def test_a_record_changed_together_with_its_leaf_is_found_by_the_head(
    database: clones.Clone,
) -> None:
    read(), read()
    grow()
    record = leaves()[0][1]
    tamper(database, "UPDATE people_access_record SET role = 'auditor' WHERE id = %s", record)
    forged = AccessRecord.objects.get(id=record)
    tamper(
        database,
        "UPDATE archive_access_leaf SET hash = %s WHERE number = 0",
        merkle.leaf_hash(access_log.text_of(forged)),
    )
    assert faults() == [
        ("access log head 2", "it is not the root of its leaves"),
        ("access log", "no head vouches for the leaves from 0 on"),
    ]


def test_a_head_that_nobody_signed_is_named(database: clones.Clone) -> None:
    read()
    grow()
    tamper(database, "UPDATE archive_access_head SET at = at + interval '1 s'")
    assert faults() == [("access log head 1", "its signature is not its key's")]


def test_leaves_that_no_head_vouches_for_are_named(database: clones.Clone) -> None:
    read()
    grow()
    read()
    grow()
    tamper(database, "DELETE FROM archive_access_head WHERE size = 2")
    assert faults() == [("access log", "no head vouches for the leaves from 1 on")]


def test_a_tile_that_was_changed_is_named(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "TILE_LEVEL", 1)
    monkeypatch.setattr(access_log, "TILE", 2)
    read(), read(), read()
    grow()
    tamper(database, "UPDATE archive_access_tile SET root = sha256(root)")
    assert faults() == [("access log tile 0", "it is not the root of its leaves")]


def test_a_record_without_a_leaf_is_named_after_a_minute_and_not_before(
    database: clones.Clone,
) -> None:
    record = read()
    assert faults() == []
    tamper(database, "UPDATE archive_access_waiting SET since = now() - interval '61 s'")
    assert faults() == [(f"access record {record}", "it has no leaf after a minute")]
    tamper(database, "DELETE FROM archive_access_waiting")
    assert faults() == [(f"access record {record}", "it has no leaf after a minute")]
    assert json.loads(json.dumps(faults()))


def test_what_a_leaf_is_of_is_written_the_same_each_time(database: clones.Clone) -> None:
    record = AccessRecord.objects.get(id=read("Control de calidad"))
    told: Any = json.loads(access_log.text_of(record))
    assert told == {
        "id": str(record.id),
        "at": "2026-05-01T12:00:00.000000Z",
        "actor_kind": "person",
        "actor_id": str(SOMEBODY.id),
        "role": "operator",
        "position": "OP1",
        "action": "case.read",
        "subject_kind": "case",
        "subject_id": str(UUID(int=1)),
        "reason": "Control de calidad",
        "source": "10.0.0.7",
        "covert": False,
        "late": False,
    }
