"""Bring the rights of the database's roles to what `cae/rights.toml` declares."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

DECLARED = Path(__file__).resolve().parent.parent / "rights.toml"
PUBLIC = "PUBLIC"
LETTERS: Mapping[str, LiteralString] = {
    "S": "SELECT",
    "I": "INSERT",
    "U": "UPDATE",
    "D": "DELETE",
}
WRITTEN = re.compile(r"([SIUD])(?:\(([a-z_0-9, ]+)\))?")
# The rights of those whom the file speaks of, and of everybody; not those of a site's own logins.
TABLES = """
SELECT c.relname, '', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
    a.privilege_type
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    AND (a.grantee = 0 OR a.grantee::regrole::text = ANY(%(roles)s))
UNION ALL
SELECT c.relname, t.attname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
    a.privilege_type
FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    AND (a.grantee = 0 OR a.grantee::regrole::text = ANY(%(roles)s))
"""
SEQUENCES = """
SELECT c.relname, '', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
    a.privilege_type
FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
    AND (a.grantee = 0 OR a.grantee::regrole::text = ANY(%(roles)s))
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text, '',
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type
FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
WHERE p.pronamespace = 'public'::regnamespace
    AND (a.grantee = 0 OR a.grantee::regrole::text = ANY(%(roles)s))
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
PRESENT = """
SELECT c.relname::text FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
UNION ALL
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""

WORKING = """
SELECT rolname::text FROM pg_roles
WHERE rolname IN ('cae_app', 'cae_sealer', 'cae_official', 'cae_auditor')
"""

Connection = psycopg.Connection[Any]


@dataclasses.dataclass(frozen=True, order=True)
class Right:
    """One right of one role: on a table's column where `column` is not empty."""

    on: str
    column: str
    role: str
    may: str


@functools.cache
def declared() -> Mapping[str, Mapping[str, Any]]:
    """Give the file: `tables`, `sequences` and `functions`, each with what it says of them."""
    return tomllib.loads(DECLARED.read_text(encoding="utf-8"))


def on_tables() -> frozenset[Right]:
    """Give every right that the file gives on tables and their columns."""
    return frozenset(
        Right(table, column, f"cae_{role}", LETTERS[letter])
        for table, roles in declared()["tables"].items()
        for role, told in roles.items()
        for letter, columns in WRITTEN.findall(told)
        for column in re.findall(r"[a-z_0-9]+", columns) or [""]
    )


def on_sequences() -> frozenset[Right]:
    """Give every right that the file gives on sequences."""
    return frozenset(
        Right(name, "", f"cae_{role}", "USAGE")
        for name, roles in declared()["sequences"].items()
        for role in roles
    )


def on_functions() -> frozenset[Right]:
    """Give every right that the file gives on functions."""
    return frozenset(
        Right(name, "", f"cae_{role}", "EXECUTE")
        for name, roles in declared()["functions"].items()
        for role in roles
    )


def missing(connection: Connection) -> Iterator[sql.Composed]:
    """Yield the statements that bring the roles' rights, and everybody's, to the file's.

    What is not there yet is left for later. A table that the file does not name is left as it
    is; of sequences and functions that it does not name nobody has a right.
    """
    present = {row[0] for row in connection.execute(PRESENT)}
    roles = [row[0] for row in connection.execute(WORKING)]
    for kind, query, wanted, ours in (
        ("TABLE", TABLES, on_tables(), set(declared()["tables"])),
        ("SEQUENCE", SEQUENCES, on_sequences(), None),
        ("FUNCTION", FUNCTIONS, on_functions(), None),
    ):
        rows = connection.execute(query.encode(), {"roles": roles})
        has = {Right(*row) for row in rows}
        has = {right for right in has if ours is None or right.on in ours}
        too_many = has - wanted
        # Taking a right on a table takes it on each of its columns too.
        has -= {
            right
            for right in has
            if right.column and Right(right.on, "", right.role, right.may) in too_many
        }
        for right in sorted(too_many):
            yield _statement("REVOKE {} ON {} {} FROM {}", kind, right)
        for right in sorted(wanted - has):
            if right.on in present and right.role in roles:
                yield _statement("GRANT {} ON {} {} TO {}", kind, right)


def enforce(connection: Connection) -> list[str]:
    """Give and take what is needed, in one transaction; give the statements as SQL text."""
    with connection.transaction():
        wanted = [statement.as_string(connection) for statement in missing(connection)]
        for statement in wanted:
            connection.execute(statement.encode())
    return wanted


def _statement(form: LiteralString, kind: LiteralString, right: Right) -> sql.Composed:
    may: sql.Composable = sql.SQL(right.may)
    if right.column:
        may = sql.SQL("{} ({})").format(may, sql.Identifier(right.column))
    # A function comes with its arguments, as PostgreSQL itself writes it.
    on = sql.SQL(right.on) if kind == "FUNCTION" else sql.Identifier(right.on)
    role = sql.SQL(PUBLIC) if right.role == PUBLIC else sql.Identifier(right.role)
    return sql.SQL(form).format(may, sql.SQL(kind), on, role)
