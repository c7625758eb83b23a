"""Roles and rights that CAE needs in a PostgreSQL database, made where they are missing."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any, LiteralString

import psycopg
from psycopg import conninfo, sql

from cae import databases
from cae.services import rights, trouble

# GRANT ... WITH SET, and pg_has_role(..., 'SET'), are of this version.
OLDEST = 160000
MIGRATOR = "cae_migrator"
APP = "cae_app"
TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE")
ROLES = tuple(role for role, *_ in databases.ROLES.values())

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The statements that were needed, as SQL text; an empty list when nothing was missing."""

    statements: list[str]


def provide(
    *,
    url: str,
    logins: Mapping[str, str] | None = None,
    create_database: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Make what is missing, as the login of `url`, and say each statement.

    `logins` names the login that takes each role, by default the login of `url`. Raises
    Trouble when the server does not answer, the database is missing, or the login may not;
    then its way out holds the statements for an administrator.
    """
    if create_database:
        _create_database(url, say)
    with _connect(url) as connection:
        if connection.info.server_version < OLDEST:
            raise trouble.Trouble(
                f"The server is PostgreSQL {connection.info.server_version // 10000}.",
                f"CAE needs {OLDEST // 10000} or later, and is tried with 18.",
            )
        taken = dict.fromkeys(ROLES, connection.info.user) | dict(logins or {})
        wanted = _brought(connection, lambda: _missing(connection, taken))
        # A restored table has the rights that new tables have, until this.
        wanted += _brought(connection, lambda: rights.missing(connection))
    for statement in wanted:
        say(statement)
    return Outcome(wanted)


def _brought(connection: Connection, missing: Callable[[], Iterator[sql.Composed]]) -> list[str]:
    """Run what is missing until nothing is; give the statements, or raise Trouble with them."""
    wanted = _texts(connection, missing())
    try:
        with connection.transaction():
            for statement in wanted:
                connection.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege as error:
        raise _denied(connection, wanted, str(error)) from error
    left = _texts(connection, missing())
    if left:
        raise _denied(connection, left, "the server granted nothing")
    return wanted


def logins_of(urls: Mapping[str, str]) -> dict[str, str]:
    """Return role -> login for the alias -> URL that the settings give."""
    return {
        databases.ROLES[alias][0]: databases.parameters(url)["USER"]
        for alias, url in urls.items()
        if url and databases.parameters(url)["USER"]
    }


def _missing(connection: Connection, logins: Mapping[str, str]) -> Iterator[sql.Composed]:
    """Yield the statements that are needed, in their order."""
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        if role not in present:
            yield _sql("CREATE ROLE {} NOLOGIN", role)
    for role, login in logins.items():
        if login == role:
            continue
        if login not in present or role not in present or not _member(connection, login, role):
            yield _sql("GRANT {} TO {}", role, login)
    yield from _missing_on_database(connection, present)
    yield from _missing_defaults(connection, present)


def _missing_on_database(connection: Connection, present: set[str]) -> Iterator[sql.Composed]:
    """Let our roles in and nobody else; a temporary table could stand before one of ours."""
    database = connection.info.dbname
    open_to_all = any(
        _may(connection, "database", "public", database, right) for right in ("CONNECT", "TEMP")
    )
    seen_by_all = any(
        _may(connection, "schema", "public", "public", right) for right in ("USAGE", "CREATE")
    )
    if open_to_all:
        yield _sql("REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    if seen_by_all:
        yield _sql("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    for role in ROLES:
        new = role not in present
        if new or open_to_all or not _may(connection, "database", role, database, "CONNECT"):
            yield _sql("GRANT CONNECT ON DATABASE {} TO {}", database, role)
        if new or seen_by_all or not _may(connection, "schema", role, "public", "USAGE"):
            yield _sql("GRANT USAGE ON SCHEMA public TO {}", role)
    # Trusted extensions (trigrams, exclusion) come with the migrations.
    if MIGRATOR not in present or not _may(connection, "database", MIGRATOR, database, "CREATE"):
        yield _sql("GRANT CREATE ON DATABASE {} TO {}", database, MIGRATOR)
    if MIGRATOR not in present or not _may(connection, "schema", MIGRATOR, "public", "CREATE"):
        yield _sql("GRANT CREATE ON SCHEMA public TO {}", MIGRATOR)


def _missing_defaults(connection: Connection, present: set[str]) -> Iterator[sql.Composed]:
    """Let the application use what the migrator makes; the migrations tighten it per table."""
    granted: set[tuple[str, str]] = set()
    if {MIGRATOR, APP} <= present:
        granted = set(
            connection.execute(
                """
                SELECT d.defaclobjtype::text, a.privilege_type
                FROM pg_default_acl d, aclexplode(d.defaclacl) a
                WHERE d.defaclrole = %s::regrole AND a.grantee = %s::regrole
                  AND d.defaclnamespace = 'public'::regnamespace
                """,
                [MIGRATOR, APP],
            )
        )
    if not {("r", right) for right in TABLE_RIGHTS} <= granted:
        yield _sql(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            MIGRATOR,
            APP,
        )


def _create_database(url: str, say: Callable[[str], None]) -> None:
    name = conninfo.conninfo_to_dict(url).get("dbname")
    with _connect(conninfo.make_conninfo(url, dbname="postgres")) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone():
            return
        statement = _sql("CREATE DATABASE {}", str(name)).as_string(connection)
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege as error:
            raise _denied(connection, [statement], str(error)) from error
        say(statement)


def _connect(url: str) -> Connection:
    try:
        return psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        if "does not exist" in reason and "database" in reason:
            raise trouble.Trouble(
                f"The database that DATABASE_URL names is not there: {reason}",
                "Make it: .venv/bin/python manage.py provision --create-database",
            ) from error
        raise trouble.Trouble(
            f"The database does not let us in: {reason}",
            "Look at DATABASE_URL (postgresql://user:password@host:port/database) and whether "
            "the server runs; without DATABASE_URL, CAE runs a PostgreSQL of its own.",
        ) from error
    except psycopg.ProgrammingError as error:
        raise trouble.Trouble(
            f"DATABASE_URL cannot be read: {error}",
            "Write it as postgresql://user:password@host:port/database",
        ) from error


def _denied(connection: Connection, statements: list[str], reason: str) -> trouble.Trouble:
    info = connection.info
    script = "\n".join(f"    {statement};" for statement in statements)
    return trouble.Trouble(
        f"The login {info.user} may not prepare the database {info.dbname}: {reason}",
        f"Let an administrator of that server run, in that database:\n{script}",
    )


def _member(connection: Connection, login: str, role: str) -> bool:
    row = connection.execute("SELECT pg_has_role(%s, %s, 'SET')", [login, role]).fetchone()
    return bool(row and row[0])


def _may(connection: Connection, kind: LiteralString, role: str, what: str, right: str) -> bool:
    query = sql.SQL("SELECT {}(%s, %s, %s)").format(sql.Identifier(f"has_{kind}_privilege"))
    row = connection.execute(query, [role, what, right]).fetchone()
    return bool(row and row[0])


def _sql(text: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))


def _texts(connection: Connection, statements: Iterator[sql.Composed]) -> list[str]:
    return [statement.as_string(connection) for statement in statements]
