"""A closed case is sealed once, from its log alone, at the next leaf of the archive."""

from __future__ import annotations

import hashlib
import json
from concurrent import futures
from uuid import UUID, uuid4

import psycopg
import pytest
import rfc8785
from django.db import connections
from django.utils import timezone

from calls.archive import keys, proof, services, skeleton
from calls.archive.models import ArchiveHead, SealedDisclosure, SealedFile
from calls.casefile.models import Disclosure, Event, Stream
from tests.calls.archive import closing
from tests.support import clones


def test_the_document_is_canonical_and_holds_the_bodies_of_the_log(
    database: clones.Clone,
) -> None:
    case_id = closing.closed_case()
    file = services.seal_case(case_id=case_id, at=closing.NOW)
    told = json.loads(file.document)
    assert rfc8785.dumps(told).decode() == file.document
    logged = Event.objects.filter(stream_id=case_id).order_by("seq")
    assert told["events"] == [json.loads(event.body) for event in logged]
    assert told["head"] == bytes(Stream.objects.get(id=case_id).head).hex()
    [call] = told["calls"]
    assert call["call"] == told["events"][0]["data"]["call"]
    assert [event["kind"] for event in call["events"]] == [
        "telephony.call_announced",
        "telephony.call_answered",
    ]


def test_a_file_proves_itself_and_carries_its_disclosures(database: clones.Clone) -> None:
    file = services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    beside = list(
        SealedDisclosure.objects.using("sealer").values_list("encoded", flat=True).order_by("id")
    )
    assert sorted(beside) == sorted(Disclosure.objects.values_list("encoded", flat=True))
    told = proof.prove(
        document=file.document,
        sha256=file.sha256,
        signature=file.signature,
        public=keys.sealing_key().public,
        beside=beside,
    )
    assert told["reference"] == file.reference
    assert hashlib.sha256(file.document.encode()).hexdigest() == file.sha256


def test_nothing_personal_stands_in_the_document(database: clones.Clone) -> None:
    file = services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    for personal in ("Ana \N{SNOWMAN}", "600123123", "Zamora", "caído", "Atendida"):
        assert personal not in file.document


def test_its_columns_are_what_the_log_says(database: clones.Clone) -> None:
    file = services.seal_case(case_id=closing.closed_case(place="37274"), at=closing.NOW)
    file = SealedFile.objects.using("sealer").get(id=file.id)
    assert (file.municipality, file.protocol, file.disposition, file.severity) == (
        "37274",
        "general",
        "resolved_on_scene",
        "",
    )
    assert file.closed_at == closing.NOW


def test_sealing_twice_gives_the_same_file(database: clones.Clone) -> None:
    case_id = closing.closed_case()
    first = services.seal_case(case_id=case_id, at=closing.NOW)
    second = services.seal_case(case_id=case_id, at=timezone.now())
    assert (first.id, first.leaf_index) == (second.id, second.leaf_index)
    assert ArchiveHead.objects.using("sealer").get().next_leaf == 1


def test_sealing_at_once_from_many_sides_seals_each_once_without_a_gap(
    database: clones.Clone,
) -> None:
    cases = [closing.closed_case() for _ in range(6)]

    def seal(case_id: UUID) -> int:
        try:
            return services.seal_case(case_id=case_id, at=closing.NOW).leaf_index
        finally:
            connections.close_all()

    with futures.ThreadPoolExecutor(max_workers=8) as pool:
        leaves = list(pool.map(seal, cases * 4))
    assert leaves == leaves[:6] * 4
    assert sorted(leaves[:6]) == list(range(6))
    assert SealedFile.objects.using("sealer").count() == 6


def test_an_open_case_is_not_sealed_and_takes_no_leaf(database: clones.Clone) -> None:
    case_id = closing.open_case()
    with pytest.raises(skeleton.NotToBeSealed) as refused:
        services.seal_case(case_id=case_id, at=closing.NOW)
    assert refused.value.code == "still_open"
    assert ArchiveHead.objects.using("sealer").get().next_leaf == 0


def test_a_case_nobody_knows_is_not_sealed(database: clones.Clone) -> None:
    with pytest.raises(skeleton.NotToBeSealed) as refused:
        services.seal_case(case_id=uuid4(), at=closing.NOW)
    assert refused.value.code == "log_broken"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE casefile_event SET body = replace(body, '37274', '28079') WHERE seq = 2",
        "DELETE FROM casefile_event WHERE seq = 2",
        "UPDATE casefile_stream SET head = sha256(head)",
        "UPDATE casefile_disclosure SET encoded = 'WyJhIiwibmFtZSIsIkV2YSJd' WHERE seq = 4",
    ],
)
def test_a_log_that_does_not_hold_is_not_sealed(database: clones.Clone, tampering: str) -> None:
    case_id = closing.closed_case()
    with database.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(tampering.encode())
    with pytest.raises(skeleton.NotToBeSealed) as refused:
        services.seal_case(case_id=case_id, at=closing.NOW)
    assert refused.value.code == "log_broken"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE archive_sealed_file SET municipality = '28079'",
        "DELETE FROM archive_sealed_file",
        "TRUNCATE archive_sealed_file CASCADE",
        "UPDATE archive_signing_key SET public = 'x'",
    ],
)
def test_the_database_refuses_to_change_a_file_whoever_asks(
    database: clones.Clone, statement: str
) -> None:
    services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    for role in ("app", "sealer", "official", "auditor", "migrator", "superuser"):
        with (
            database.connect(role) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())


def test_who_needs_only_the_metadata_reads_no_document(database: clones.Clone) -> None:
    services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    for role in ("app", "auditor"):
        with database.connect(role) as connection:
            assert connection.execute("SELECT reference FROM archive_sealed_file").fetchall()
            for hidden in (
                "SELECT document FROM archive_sealed_file",
                "SELECT encoded FROM archive_sealed_disclosure",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(hidden.encode())


def test_only_the_sealer_seals(database: clones.Clone) -> None:
    for role in ("app", "official", "auditor"):
        with (
            database.connect(role) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("UPDATE archive_head SET next_leaf = 5")
