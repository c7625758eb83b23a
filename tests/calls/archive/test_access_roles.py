"""What each database role may do with the access log: nobody changes it, few read it."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.calls.archive.test_access_log import grow, read
from tests.support import clones

TABLES = ("archive_access_leaf", "archive_access_tile", "archive_access_head")


@pytest.mark.parametrize("role", ["app", "sealer", "official", "auditor"])
def test_no_role_changes_or_removes_anything_of_it(database: clones.Clone, role: str) -> None:
    read()
    grow()
    with database.connect(role) as connection:
        for table in (*TABLES, "people_access_record"):
            for statement in changes(table):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)


def test_not_even_the_owner_of_the_tables_changes_them(database: clones.Clone) -> None:
    read()
    grow()
    with database.connect("migrator") as connection:
        for table in ("archive_access_leaf", "archive_access_head", "people_access_record"):
            for statement in changes(table):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                    connection.execute(statement)


def changes(table: str) -> list[sql.Composed]:
    """Give what would change a table or empty it."""
    column = {"archive_access_head": "root", "people_access_record": "role"}.get(table, "number")
    return [
        sql.SQL(text).format(table=sql.Identifier(table), column=sql.Identifier(column))
        for text in (
            "UPDATE {table} SET {column} = {column}",
            "DELETE FROM {table}",
            "TRUNCATE {table}",
        )
    ]


LOG = {*TABLES, "people_access_record", "archive_access_waiting"}


@pytest.mark.parametrize(
    ("role", "may_read", "may_write"),
    [
        ("app", set(), {"people_access_record"}),
        ("official", set(), set()),
        ("auditor", LOG, set()),
        ("sealer", LOG, set(TABLES)),
    ],
)
def test_each_role_reads_and_writes_what_it_needs_and_no_more(
    database: clones.Clone, role: str, may_read: set[str], may_write: set[str]
) -> None:
    with database.connect("superuser") as connection:

        def having(right: str) -> set[str]:
            query = "SELECT table_name FROM unnest(%s::text[]) AS table_name"
            query += " WHERE has_table_privilege(%s, table_name, %s)"
            rows = connection.execute(query, [list(LOG), f"cae_{role}", right])
            return {name for (name,) in rows}

        assert (having("SELECT"), having("INSERT")) == (may_read, may_write)
        assert having("UPDATE") | having("TRUNCATE") == set()
        assert having("DELETE") == ({"archive_access_waiting"} if role == "sealer" else set())


def test_the_app_writes_a_record_and_cannot_read_it_back(database: clones.Clone) -> None:
    read()
    with (
        database.connect("app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT id FROM people_access_record")
