"""The database itself shows the role of the official bodies nothing beyond a mandate."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from calls.archive import services
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones

COUNT = (
    "SELECT (SELECT count(*) FROM archive_sealed_file),"
    " (SELECT count(*) FROM archive_sealed_disclosure)"
)


def seen(connection: psycopg.Connection[tuple[int, int]], body_id: object) -> tuple[int, int]:
    """Count the files and disclosures that a transaction for this body sees."""
    with connection.transaction():
        connection.execute("SELECT set_config('cae.body', %s, true)", [str(body_id)])
        row = connection.execute(COUNT).fetchone()
    assert row is not None
    return row


def test_without_a_body_there_is_nothing_to_see(database: clones.Clone) -> None:
    services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    with database.connect("official") as connection:
        assert connection.execute(COUNT).fetchone() == (0, 0)
        assert seen(connection, "") == (0, 0)
        assert seen(connection, uuid4()) == (0, 0)


def test_a_body_sees_its_mandate_and_only_inside_its_transaction(
    database: clones.Clone,
) -> None:
    for place in ("37274", "37001", "28079", ""):
        services.seal_case(case_id=closing.closed_case(place=place), at=closing.NOW)
    province = bodies.body("Provincia", "37")
    both = bodies.body("Ambas", "37274", "28")
    everything = bodies.body("Estado", "")
    late = bodies.body("Tarde", "37", days=-1)
    with database.connect("official") as connection:
        assert seen(connection, province.id)[0] == 2
        assert connection.execute(COUNT).fetchone() == (0, 0)
        assert seen(connection, both.id)[0] == 2
        assert seen(connection, everything.id)[0] == 4
        assert seen(connection, late.id) == (0, 0)


def test_disclosures_are_seen_with_their_file_alone(database: clones.Clone) -> None:
    for place in ("37274", "28079"):
        services.seal_case(case_id=closing.closed_case(place=place), at=closing.NOW)
    with database.connect("official") as connection:
        assert seen(connection, bodies.body("Provincia", "37").id) == (1, 10)


def test_a_pattern_is_no_mandate(database: clones.Clone) -> None:
    services.seal_case(case_id=closing.closed_case(place="37274"), at=closing.NOW)
    with database.connect("official") as connection:
        for pattern in ("%", "_7", "3%"):
            assert seen(connection, bodies.body(pattern, pattern).id) == (0, 0)


@pytest.mark.parametrize(
    "table",
    ["people_mandate", "people_user", "casefile_case", "casefile_event", "casefile_disclosure"],
)
def test_the_role_of_the_bodies_reads_nothing_else(database: clones.Clone, table: str) -> None:
    with (
        database.connect("official") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
