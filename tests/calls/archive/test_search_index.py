"""What files are found by: written with the seal, gone with what is shredded, made anew."""

from __future__ import annotations

import io
from concurrent import futures

import psycopg
import pytest
from django.core import management
from django.db import connections
from django.utils import timezone

from calls.archive import box, facets, search, search_index, tasks
from calls.archive.models import SealedDisclosure, SealedFile, SearchEntry, SearchNumber
from calls.casefile import disclosures
from tests.calls import room as rooms
from tests.calls.archive import closing, shelf
from tests.support import clones

# A file whose values stand for what twenty thousand real ones would hold.
MANY = """
INSERT INTO archive_sealed_file (id, case_id, reference, leaf_index, document, sha256, signature,
    key_id, sealed_at, closed_at, exercise, severity, protocol, disposition, municipality)
SELECT gen_random_uuid(), gen_random_uuid(), '2025-' || lpad(n::text, 6, '0'), 1000 + n, '{}', '',
    '', (SELECT id FROM archive_signing_key LIMIT 1), now(), now() - n * interval '1 minute', true,
    'P' || n %% 5, 'general', 'hoax', '37274'
FROM generate_series(1, %(count)s) AS n;
INSERT INTO archive_search_entry (file_id, leaf_index, place, complaint, number, agencies, words)
SELECT id, leaf_index, '', '', '', '{}', array_to_tsvector(ARRAY['calle', 'w' || leaf_index %% 997,
    'x' || leaf_index %% 89, 'salamanca'])
FROM archive_sealed_file WHERE leaf_index > 1000;
INSERT INTO archive_search_number (file_id, leaf_index, number, tail)
SELECT id, leaf_index, '+346' || lpad((leaf_index * 7919 %% 100000000)::text, 8, '0'),
    reverse('346' || lpad((leaf_index * 7919 %% 100000000)::text, 8, '0'))
FROM archive_sealed_file WHERE leaf_index > 1000;
ANALYZE archive_sealed_file, archive_search_entry, archive_search_number;
"""


def found(text: str) -> list[str]:
    """Give the files that the box finds, whoever asks."""
    files = search.matching(
        SealedFile.objects.all(),
        search.Wanted(asked=box.read(text)),
        at=closing.NOW,
        disclosed=True,
    )
    return sorted(files.values_list("reference", flat=True))


def index(*options: str) -> str:
    """Run the command and give what it says."""
    told = io.StringIO()
    management.call_command("archive", "index", *options, stdout=told)
    return told.getvalue()


def test_the_index_is_made_again_from_what_is_sealed_and_each_entry_once(room: rooms.Room) -> None:
    files = [shelf.sealed(room, place=f"Calle {name}") for name in ("Toro", "Zamora", "Azafranal")]
    before = list(SearchEntry.objects.order_by("leaf_index").values())
    numbers = sorted(SearchNumber.objects.values_list("leaf_index", "number", "tail"))
    assert index() == "0 entries made\n"
    assert index("--anew") == "3 entries taken away\n3 entries made\n"
    assert list(SearchEntry.objects.order_by("leaf_index").values()) == before
    assert sorted(SearchNumber.objects.values_list("leaf_index", "number", "tail")) == numbers
    assert found("azafranal") == [files[2].reference]


def test_making_entries_from_many_sides_at_once_makes_each_once(room: rooms.Room) -> None:
    for _ in range(5):
        shelf.sealed(room)
    search_index.empty()

    def fill(_: int) -> int:
        try:
            return search_index.fill(at_most=100)
        finally:
            connections.close_all()

    with futures.ThreadPoolExecutor(max_workers=4) as pool:
        assert sum(pool.map(fill, range(4))) == 5
    assert SearchEntry.objects.count() == 5


def test_the_worker_makes_what_is_lacking_once_a_minute(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    search_index.empty()
    tasks.seal_closed(all_ever=True)
    assert found("zamora") == [file.reference]


def test_what_is_shredded_is_not_found_any_more_and_the_rest_is_again(
    database: clones.Clone, room: rooms.Room
) -> None:
    file = shelf.sealed(room, place="Calle Zamora 1", told="Se ha caído")
    other = shelf.sealed(room, place="Calle Zamora 9")
    place = SealedDisclosure.objects.using("sealer").filter(file=file).order_by("id")
    (shredded,) = [row for row in place if "Zamora 1" in clear(row.encoded)]
    with database.connect("sealer") as connection:
        connection.execute("DELETE FROM archive_sealed_disclosure WHERE id = %s", [shredded.id])
    assert found("zamora") == [other.reference]
    assert not SearchEntry.objects.filter(file=file).exists()
    assert not SearchNumber.objects.filter(file=file).exists()
    assert found(file.reference) == [file.reference]
    assert search_index.fill(at_most=10) == 1
    assert found("caido") == sorted([file.reference, other.reference])
    assert found("zamora") == [other.reference]
    assert SearchEntry.objects.get(file=file).place == ""


def test_only_what_seals_writes_the_index_and_neither_body_nor_auditor_reads_it(
    database: clones.Clone, room: rooms.Room
) -> None:
    shelf.sealed(room)
    for role in ("official", "auditor"):
        with (
            database.connect(role) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT * FROM archive_search_entry")
    with (
        database.connect("app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM archive_search_number")


def test_a_file_that_cannot_be_read_hinders_no_other(
    database: clones.Clone, room: rooms.Room
) -> None:
    broken, whole = shelf.sealed(room), shelf.sealed(room)
    search_index.empty()
    with database.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE archive_sealed_file SET document = '{}' WHERE id = %s", [broken.id]
        )
    assert search_index.fill(at_most=10) == 2
    assert found("zamora") == [whole.reference]
    assert search_index.fill(at_most=10) == 0


FORMS = {
    "2025-000777": "archive_sealed_file_reference",
    "0000777": "file_by_last_digits",
    "600 007 919": "search_by_number",
    "6000791": "search_by_last_digits",
    "w41 x12": "search_by_words",
}


def test_each_form_of_the_box_is_looked_up_in_its_index_and_the_rest_from_the_newest_on(
    database: clones.Clone, room: rooms.Room
) -> None:
    shelf.sealed(room)
    many(database, 20_000)
    for typed, by in FORMS.items():
        told = plan(search.Wanted(asked=box.read(typed)))
        assert by in told, told
        assert "Seq Scan" not in told, told
    # A common word, or none, is not gathered and sorted: the newest are looked at first.
    for wanted in (search.Wanted(asked=box.read("calle")), search.Wanted(before=9_000)):
        assert "Backward" in plan(wanted), plan(wanted)
        assert "Sort" not in plan(wanted), plan(wanted)
    counts = facets.count(SealedFile.objects.all(), search.Wanted(), at=timezone.now())
    assert (counts.total, counts.more) == (facets.COUNTED, True)


def plan(wanted: search.Wanted) -> str:
    """Give how the database finds a page."""
    files = search.matching(SealedFile.objects.all(), wanted, at=timezone.now(), disclosed=True)
    return search.newest_first(files, wanted).values("reference")[: search.PAGE].explain()


def many(database: clones.Clone, count: int) -> None:
    """Put many made-up files on the shelf."""
    with database.connect("superuser") as connection:
        for statement in MANY.split(";"):
            if statement.strip():
                connection.execute(statement.encode(), {"count": count})


def clear(encoded: str) -> str:
    """Give a disclosure as text."""
    return str(disclosures.decode(encoded))
