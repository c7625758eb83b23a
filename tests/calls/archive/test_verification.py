"""Verification holds for what is whole, and names the first bad entry of what is not."""

from __future__ import annotations

import io
import json
import tracemalloc
from concurrent import futures
from typing import Any
from uuid import UUID

import pytest
from django.core import management
from django.db import connections

from calls.archive import services, verification
from calls.casefile.models import Call, Case
from tests.calls.archive import closing
from tests.support import clones


def tamper(database: clones.Clone, statement: str, *values: Any) -> None:
    """Change what the database guards, as only its superuser can."""
    with database.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        changed = connection.execute(statement.encode(), values)
        assert changed.rowcount > 0, "nothing was tampered with"


def sealed(count: int = 1) -> list[UUID]:
    """Close and seal some cases."""
    cases = [closing.closed_case() for _ in range(count)]
    for case_id in cases:
        services.seal_case(case_id=case_id, at=closing.NOW)
    return cases


def faults() -> list[tuple[str, str]]:
    """Give what verification finds."""
    return [(fault.where, fault.what) for fault in verification.verify().faults]


def test_what_is_whole_holds_and_is_counted(database: clones.Clone) -> None:
    sealed(2)
    closing.open_case()
    closing.closed_case()
    report = verification.verify()
    assert report.faults == []
    assert (report.cases, report.streams, report.files, report.waiting) == (4, 8, 2, 1)
    assert report.entries == 4 * 2 + 3 * 5 + 4
    assert (report.disclosures, report.sealed_disclosures) == (39, 20)


def test_an_empty_house_holds(database: clones.Clone) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            (
                "UPDATE casefile_event SET body = replace(body, '37274', '28079')"
                " WHERE stream_id = %s AND seq IN (2, 5)"
            ),
            "entry 2 does not match its hash",
        ),
        (
            "UPDATE casefile_event SET body = 'no JSON' WHERE stream_id = %s AND seq = 3",
            "entry 3 does not match its hash",
        ),
        (
            "UPDATE casefile_event SET hash = sha256(hash) WHERE stream_id = %s AND seq = 4",
            "entry 4 does not match its hash",
        ),
        ("DELETE FROM casefile_event WHERE stream_id = %s AND seq = 3", "entry 3 is missing"),
        (
            "DELETE FROM casefile_event WHERE stream_id = %s AND seq = 5",
            "the chain ends at entry 4, its head says otherwise",
        ),
        (
            "UPDATE casefile_stream SET seq = 4 WHERE id = %s",
            "its head counts 4 entries, there are 5",
        ),
        (
            "UPDATE casefile_case SET version = 9 WHERE id = %s",
            "its version is 9, its log ends at entry 5",
        ),
        (
            "UPDATE casefile_event SET position = 'OP9' WHERE stream_id = %s AND seq > 1",
            "entry 2: its column position is not what its body says",
        ),
        (
            "UPDATE casefile_event SET at = at + interval '1 s' WHERE stream_id = %s AND seq = 3",
            "entry 3: its column at is not what its body says",
        ),
    ],
)
def test_a_log_that_was_tampered_with_is_named_with_its_entry(
    database: clones.Clone, statement: str, what: str
) -> None:
    closing.closed_case()
    case_id = closing.closed_case()
    closing.closed_case()
    tamper(database, statement, case_id)
    reference = Case.objects.get(id=case_id).reference
    assert faults()[0] == (f"case {reference}", what)
    assert {where for where, _what in faults()} <= {f"case {reference}", f"stream {case_id}"}


def test_a_chain_rewritten_whole_is_found_by_its_sealed_file(database: clones.Clone) -> None:
    [case_id] = sealed()
    tamper(
        database,
        """
        WITH RECURSIVE forged AS (
            SELECT seq, body, sha256(decode(repeat('00', 32), 'hex') || convert_to(body, 'UTF8'))
                AS hash
            FROM casefile_event WHERE stream_id = %s AND seq = 1
            UNION ALL
            SELECT next.seq, replace(next.body, '37274', '28079'), sha256(
                forged.hash || convert_to(replace(next.body, '37274', '28079'), 'UTF8'))
            FROM forged JOIN casefile_event AS next
                ON next.stream_id = %s AND next.seq = forged.seq + 1
        ), entries AS (
            UPDATE casefile_event AS old SET body = forged.body, hash = forged.hash
            FROM forged WHERE old.stream_id = %s AND old.seq = forged.seq
        )
        UPDATE casefile_stream SET head = (SELECT hash FROM forged ORDER BY seq DESC LIMIT 1)
        WHERE id = %s
        """,
        *[case_id] * 4,
    )
    reference = Case.objects.get(id=case_id).reference
    assert faults() == [
        (f"file 0 ({reference})", f"its entry 2 of stream {case_id} is not the log's")
    ]


def test_a_call_of_a_case_is_verified_too(database: clones.Clone) -> None:
    [case_id] = sealed()
    call = Call.objects.get(case_id=case_id)
    tamper(
        database,
        "UPDATE casefile_event SET body = replace(body, 'telephone', 'aml')"
        " WHERE stream_id = %s AND seq = 1",
        call.id,
    )
    assert faults() == [(f"call {call.id}", "entry 1 does not match its hash")]


def test_a_log_without_its_head_and_a_case_without_its_log_are_named(
    database: clones.Clone,
) -> None:
    first, second = closing.closed_case(), closing.closed_case()
    tamper(database, "DELETE FROM casefile_stream WHERE id = %s", first)
    tamper(database, "DELETE FROM casefile_stream WHERE id = %s", second)
    tamper(database, "DELETE FROM casefile_disclosure WHERE stream_id = %s", second)
    tamper(database, "DELETE FROM casefile_event WHERE stream_id = %s", second)
    references = [Case.objects.get(id=case_id).reference for case_id in (first, second)]
    assert sorted(faults()) == sorted(
        [
            (f"stream {first}", "its head is missing"),
            (f"case {references[0]}", "its log is missing"),
            (f"case {references[1]}", "its log is missing"),
        ]
    )


def test_a_changed_disclosure_is_named_and_a_shredded_one_breaks_nothing(
    database: clones.Clone,
) -> None:
    [case_id] = sealed()
    tamper(database, "DELETE FROM casefile_disclosure WHERE stream_id = %s AND seq = 2", case_id)
    tamper(database, "DELETE FROM archive_sealed_disclosure WHERE stream = %s AND seq = 2", case_id)
    assert faults() == []
    forged = "WyJzYWx0IiwibmFtZSIsIkV2YSJd"
    tamper(
        database,
        "UPDATE casefile_disclosure SET encoded = %s WHERE stream_id = %s AND seq = 3",
        forged,
        case_id,
    )
    tamper(
        database,
        "UPDATE archive_sealed_disclosure SET encoded = %s WHERE stream = %s AND seq = 4",
        forged,
        case_id,
    )
    reference = Case.objects.get(id=case_id).reference
    assert faults() == [
        (
            f"stream {case_id}",
            "a disclosure kept for entry 3 is not the one it holds the digest of",
        ),
        (
            f"file 0 ({reference})",
            (
                f"a disclosure kept for its entry 4 of stream {case_id} is not the one it holds"
                " the digest of"
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE archive_sealed_file SET document = replace(document, '37274', '28079')",
            "its document does not match its SHA-256",
        ),
        (
            (
                "UPDATE archive_sealed_file SET document = document || ' ',"
                " sha256 = encode(sha256(convert_to(document || ' ', 'UTF8')), 'hex')"
            ),
            "its signature is not its key's",
        ),
        (
            "UPDATE archive_sealed_file SET signature = reverse(signature)",
            "its signature is not its key's",
        ),
        (
            "UPDATE archive_sealed_file SET municipality = '28079'",
            "its column municipality is not what its document says",
        ),
        (
            "UPDATE archive_sealed_file SET closed_at = closed_at + interval '1 day'",
            "its column closed_at is not what its document says",
        ),
    ],
)
def test_a_file_that_was_tampered_with_is_named(
    database: clones.Clone, statement: str, what: str
) -> None:
    cases = sealed(3)
    tamper(database, f"{statement} WHERE case_id = %s", cases[1])
    reference = Case.objects.get(id=cases[1]).reference
    assert faults() == [(f"file 1 ({reference})", what)]


def test_a_missing_leaf_is_named(database: clones.Clone) -> None:
    cases = sealed(3)
    tamper(
        database,
        "DELETE FROM archive_sealed_disclosure WHERE file_id ="
        " (SELECT id FROM archive_sealed_file WHERE leaf_index = 1)",
    )
    tamper(database, "DELETE FROM archive_sealed_file WHERE leaf_index = 1")
    reference = Case.objects.get(id=cases[2]).reference
    assert faults() == [(f"file 2 ({reference})", "leaf 1 is missing before it")]


def test_a_missing_last_leaf_is_named(database: clones.Clone) -> None:
    sealed(2)
    tamper(database, "DELETE FROM archive_sealed_file WHERE leaf_index = 1")
    assert ("archive", "its next leaf is 2, its files end at 1") in faults()


def test_a_key_put_in_the_place_of_another_is_named(database: clones.Clone) -> None:
    [case_id] = sealed()
    tamper(database, "UPDATE archive_signing_key SET public = repeat('A', 43)")
    reference = Case.objects.get(id=case_id).reference
    [(where, what)] = faults()
    assert where == f"file 0 ({reference})"
    assert what.startswith("its key is not the one it names")


def test_the_command_prints_what_it_counted_and_ends_well(database: clones.Clone) -> None:
    sealed()
    out = io.StringIO()
    management.call_command("verify", stdout=out)
    assert "Everything holds." in out.getvalue()
    out = io.StringIO()
    management.call_command("verify", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert told["holds"] is True
    assert (told["streams"], told["files"], told["faults"]) == (2, 1, [])


def test_the_command_names_the_fault_and_ends_with_1(database: clones.Clone) -> None:
    [case_id] = sealed()
    tamper(
        database,
        "UPDATE casefile_event SET body = replace(body, '37274', '28079')"
        " WHERE stream_id = %s AND seq = 2",
        case_id,
    )
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        management.call_command("verify", stdout=io.StringIO(), stderr=err)
    assert ended.value.code == 1
    assert "entry 2 does not match its hash" in err.getvalue()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        management.call_command("verify", "--json", stdout=out)
    assert json.loads(out.getvalue())["holds"] is False


def test_verification_sees_one_moment_while_others_write(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed()
    straight = verification._verify_files

    def seal_another() -> None:
        sealed()
        connections.close_all()

    def late(*args: Any) -> None:
        with futures.ThreadPoolExecutor(max_workers=1) as pool:
            pool.submit(seal_another).result()
        straight(*args)

    monkeypatch.setattr(verification, "_verify_files", late)
    report = verification.verify()
    assert report.faults == []
    assert report.files == 1


def test_a_long_log_is_read_in_constant_memory(database: clones.Clone) -> None:
    closing.closed_case()
    with database.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            """
            INSERT INTO casefile_event (stream_id, seq, kind, actor_kind, position, at,
                recorded_at, body, hash)
            SELECT (SELECT id FROM casefile_stream WHERE kind = 'call'), seq, 'x.y', 'system',
                '', now(), now(), repeat('x', 2000), '\\x00'
            FROM generate_series(3, 20000) AS seq
            """
        )
    tracemalloc.start()
    try:
        report = verification.verify()
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.entries == 20_000 + 5
    assert peak < 16_000_000
