"""What a role may is what `cae/rights.toml` says: tried by SQL, role by role, table by table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from uuid_utils.compat import uuid7

from cae.services import provisioning, rights
from calls.archive import services
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones

WORKING = ("app", "sealer", "official", "auditor")
# A generated column is nobody's to write, whatever their rights.
EVERYTHING = """
SELECT c.relname::text,
    array_agg(a.attname || CASE a.attgenerated WHEN '' THEN '' ELSE '*' END ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND a.attnum > 0 AND NOT a.attisdropped
GROUP BY c.relname
"""
# Each touches no row, so that only the right decides.
TRIED = {
    "SELECT": "SELECT {column} FROM {table} LIMIT 0",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "INSERT": "INSERT INTO {table} ({column}) SELECT NULL WHERE false",
    "TRUNCATE": "TRUNCATE {table} CASCADE",
}
WHOLE = ("DELETE", "TRUNCATE")
Connection = psycopg.Connection[Any]


def may(connection: Connection, statement: sql.Composed) -> bool:
    """Try a statement and take it back; say whether the database let it."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def tables(connection: Connection) -> dict[str, list[str]]:
    return dict(connection.execute(EVERYTHING).fetchall())


def tried(connection: Connection, table: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each right that the role has on a table, with its column where it has one."""
    for right, form in TRIED.items():
        for column in _written(right, columns):
            names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
            if may(connection, sql.SQL(form).format(**names)):
                yield right, "" if right in WHOLE else column


def _written(right: str, columns: list[str]) -> list[str]:
    """Give the columns that a right on a whole table is a right on."""
    if right in WHOLE:
        return columns[:1]
    return [name.rstrip("*") for name in columns if right == "SELECT" or not name.endswith("*")]


def declared(role: str, columns: dict[str, list[str]]) -> set[tuple[str, str, str]]:
    """Give (table, right, column) of the file, a whole table's right for each of its columns."""
    return {
        (right.on, right.may, column)
        for right in rights.on_tables()
        if right.role == f"cae_{role}"
        for column in (
            [""]
            if right.may in WHOLE
            else [right.column]
            if right.column
            else _written(right.may, columns[right.on])
        )
    }


@pytest.mark.parametrize("role", WORKING)
def test_a_role_may_on_every_table_what_the_file_says_and_nothing_else(
    database: clones.Clone, role: str
) -> None:
    with database.connect(role) as connection:
        there = tables(connection)
        found = {
            (table, right, column)
            for table, columns in there.items()
            for right, column in tried(connection, table, columns)
        }
    assert there
    assert found == declared(role, there)


def test_every_table_and_sequence_and_function_is_declared_and_nothing_that_is_not_there(
    database: clones.Clone,
) -> None:
    with database.connect("migrator") as connection:
        there = set(tables(connection))
        rows = connection.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p"
            " WHERE p.pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        functions = {row[0] for row in rows}
        rows = connection.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind = 'S' AND NOT EXISTS"
            " (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')"
        )
        sequences = {row[0] for row in rows}
    file = rights.declared()
    assert there == set(file["tables"]), "declare the rights of each table in cae/rights.toml"
    assert functions == set(file["functions"])
    assert sequences == set(file["sequences"])


@pytest.mark.parametrize("role", WORKING)
def test_a_role_uses_the_sequences_and_functions_that_the_file_gives_it(
    database: clones.Clone, role: str
) -> None:
    ours = f"cae_{role}"
    with database.connect(role) as connection:
        rows = connection.execute(
            "SELECT c.relname::text, has_sequence_privilege(c.oid, 'USAGE, SELECT, UPDATE')"
            " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'"
        ).fetchall()
        for name, any_right in rows:
            wanted = rights.Right(name, "", ours, "USAGE") in rights.on_sequences()
            step = sql.SQL("SELECT nextval({})").format(sql.Literal(name))
            assert (may(connection, step), any_right) == (wanted, wanted), name
            back = sql.SQL("SELECT setval({}, 1)").format(sql.Literal(name))
            assert not may(connection, back), name
        for name in rights.declared()["functions"]:
            row = connection.execute("SELECT has_function_privilege(%s, 'EXECUTE')", [name])
            wanted = rights.Right(name, "", ours, "EXECUTE") in rights.on_functions()
            assert row.fetchone() == (wanted,), name


def test_everybody_has_no_right_at_all_and_the_migrator_owns_everything(
    database: clones.Clone,
) -> None:
    with database.connect("superuser") as connection:
        owners = connection.execute(
            "SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace"
            " UNION SELECT DISTINCT pg_get_userbyid(proowner)::text FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace"
        ).fetchall()
        assert owners == [("cae_migrator",)]
        everybodys = connection.execute(
            "SELECT relname::text FROM pg_class, aclexplode(relacl) AS a"
            " WHERE relnamespace = 'public'::regnamespace AND a.grantee = 0"
            " UNION ALL SELECT proname::text FROM pg_proc,"
            " aclexplode(coalesce(proacl, acldefault('f', proowner))) AS a"
            " WHERE pronamespace = 'public'::regnamespace AND a.grantee = 0"
            " UNION ALL SELECT nspname::text FROM pg_namespace, aclexplode(nspacl) AS a"
            " WHERE nspname = 'public' AND a.grantee = 0"
            " UNION ALL SELECT datname::text FROM pg_database,"
            " aclexplode(coalesce(datacl, acldefault('d', datdba))) AS a"
            " WHERE datname = current_database() AND a.grantee = 0"
        ).fetchall()
        assert everybodys == []
        strong = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname ~ '^cae_' AND"
            " (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
        ).fetchall()
        assert strong == []


@pytest.mark.parametrize("role", WORKING)
def test_a_role_makes_nothing_and_becomes_nobody_else(database: clones.Clone, role: str) -> None:
    others = {"postgres", *provisioning.ROLES} - {f"cae_{role}"}
    with database.connect(role) as connection:
        for statement in (
            "CREATE TABLE public.mine (id int)",
            "CREATE TEMPORARY TABLE casefile_event (id int)",
            "CREATE FUNCTION public.cae_mandate() RETURNS text[] LANGUAGE sql AS 'SELECT NULL'",
            "CREATE FUNCTION pg_temp.cae_mandate() RETURNS text[] LANGUAGE sql AS 'SELECT NULL'",
            "CREATE SCHEMA mine",
            "COPY casefile_event TO PROGRAM 'cat'",
            "ALTER TABLE casefile_event DISABLE TRIGGER ALL",
            "SET session_replication_role = 'replica'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        for other in others:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(other)))


def test_no_function_looks_where_its_caller_could_have_put_a_table(database: clones.Clone) -> None:
    with database.connect("migrator") as connection:
        rows = connection.execute(
            "SELECT proname, proconfig FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_proc.oid"
            " AND d.deptype = 'e')"
        ).fetchall()
    assert rows
    for name, settings in rows:
        assert settings == ["search_path=public, pg_temp"], name


@pytest.mark.parametrize("role", ["app", "sealer", "official", "auditor", "migrator", "superuser"])
def test_nobody_changes_removes_or_empties_what_is_append_only(
    database: clones.Clone, role: str
) -> None:
    services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
    with database.connect("app") as connection:
        connection.execute(
            "INSERT INTO people_access_record"
            " (id, at, actor_kind, role, position, action, subject_kind, reason, covert, late)"
            " VALUES (%s, now(), 'system', 'system', '', 'x', 'x', '', false, false)",
            [uuid7()],
        )
    guarded = ("casefile_event", "people_access_record", "archive_sealed_file")
    with database.connect(role) as connection:
        for table in guarded:
            for form in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(sql.SQL(form).format(sql.Identifier(table)))


def test_a_row_of_the_official_bodies_is_seen_in_no_way_but_by_its_mandate(
    database: clones.Clone,
) -> None:
    services.seal_case(case_id=closing.closed_case(place="37274"), at=closing.NOW)
    mine, other = bodies.body("Provincia", "37"), bodies.body("Otra", "28")
    count = "SELECT count(*) FROM archive_sealed_file"
    with database.connect("official") as connection:

        def seen(body: object, *, spoiled: bool = False) -> int:
            with connection.transaction(force_rollback=spoiled):
                return seen_by(connection, body)

        assert [seen(mine.id), seen(other.id), seen(mine.id, spoiled=True)] == [1, 0, 1]
        # The same connection, as a pool hands it to the next: nothing is left of the body.
        assert connection.execute(count).fetchone() == (0,)
        assert connection.execute("SELECT current_setting('cae.body', true)").fetchone() == ("",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET row_security = off").connection.execute(count)
    with database.connect("superuser") as connection:
        connection.execute("UPDATE people_mandate SET expires_at = now() - interval '1 second'")
    with database.connect("official") as connection:
        assert seen_by(connection, mine.id) == 0


def seen_by(connection: Connection, body: object) -> int:
    with connection.transaction():
        connection.execute("SELECT set_config('cae.body', %s, true)", [str(body)])
        row = connection.execute("SELECT count(*) FROM archive_sealed_file").fetchone()
    assert row is not None
    return int(row[0])


def test_what_somebody_gave_or_took_beside_the_file_is_set_right(database: clones.Clone) -> None:
    spoiled = (
        "GRANT ALL ON casefile_event TO cae_app, cae_official",
        "GRANT SELECT ON archive_sealed_file TO PUBLIC, cae_app",
        "GRANT SELECT (password) ON people_user TO cae_auditor",
        "GRANT EXECUTE ON FUNCTION cae_mandate() TO PUBLIC",
        "GRANT USAGE ON SEQUENCE casefile_event_id_seq TO cae_app",
        "REVOKE SELECT ON casefile_case FROM cae_app",
        "CREATE TABLE nobody_knows (id int)",
        "GRANT SELECT ON nobody_knows TO cae_auditor",
    )
    with database.connect("migrator") as connection:
        assert rights.enforce(connection) == []
        for statement in spoiled:
            connection.execute(statement)
        assert len(rights.enforce(connection)) > len(spoiled)
        assert rights.enforce(connection) == []
    with database.connect("app") as connection:
        there = tables(connection)
        found = {
            (table, right, column)
            for table in ("casefile_event", "archive_sealed_file", "casefile_case")
            for right, column in tried(connection, table, there[table])
        }
        wanted = declared("app", there)
    assert found == {each for each in wanted if each[0] in {table for table, _r, _c in found}}


def test_a_table_that_nobody_declared_is_noticed(database: clones.Clone) -> None:
    with database.connect("migrator") as connection:
        connection.execute("CREATE TABLE telephony_secrets (number text)")
    with pytest.raises(AssertionError, match=re.escape("cae/rights.toml")):
        test_every_table_and_sequence_and_function_is_declared_and_nothing_that_is_not_there(
            database
        )
