from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from cae.services import postgres, provisioning, trouble


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Postgres]:
    """Give a server whose roles are not the embedded server's logins: an outside one."""
    made = postgres.Postgres(tmp_path_factory.mktemp("outside") / "postgres")
    made.start()
    yield made
    made.discard()


@pytest.fixture
def admin(server: postgres.Postgres) -> Iterator[provisioning.Connection]:
    with psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as connection:
        forget(connection)
        yield connection
        forget(connection)


def forget(admin: provisioning.Connection) -> None:
    admin.execute("DROP DATABASE IF EXISTS centre WITH (FORCE)")
    for role in (*provisioning.ROLES, "centre", "deploy"):
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def login(server: postgres.Postgres, admin: provisioning.Connection, rights: str) -> str:
    admin.execute(f"CREATE ROLE centre LOGIN PASSWORD 'secret' {rights}".encode())
    return f"postgresql://centre:secret@127.0.0.1:{server.port}/centre"


def test_a_login_that_may_makes_database_roles_and_rights(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    url = login(server, admin, "CREATEROLE CREATEDB")
    said: list[str] = []
    provisioning.provide(url=url, create_database=True, say=said.append)
    assert 'CREATE DATABASE "centre"' in said
    assert sum(line.startswith("CREATE ROLE") for line in said) == 5
    with psycopg.connect(url, options="-c role=cae_migrator") as connection:
        connection.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY)")
        connection.execute("CREATE EXTENSION pg_trgm")
    with psycopg.connect(url, options="-c role=cae_app") as connection:
        connection.execute("INSERT INTO kept DEFAULT VALUES")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE other (id int)")
    for role in ("cae_sealer", "cae_official", "cae_auditor"):
        with (
            psycopg.connect(url, options=f"-c role={role}") as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("SELECT * FROM kept")


def test_a_second_time_nothing_is_missing(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    url = login(server, admin, "CREATEROLE CREATEDB")
    assert provisioning.provide(url=url, create_database=True).statements
    assert provisioning.provide(url=url, create_database=True).statements == []


def test_roles_that_it_makes_cannot_sign_in(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    provisioning.provide(url=login(server, admin, "CREATEROLE CREATEDB"), create_database=True)
    found = admin.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^cae_' AND rolcanlogin")
    assert found.fetchall() == []


def test_each_role_goes_to_the_login_that_takes_it(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    admin.execute("CREATE ROLE deploy LOGIN PASSWORD 'deploy' CREATEROLE CREATEDB")
    app = login(server, admin, "")
    url = app.replace("centre:secret", "deploy:deploy")
    urls = {"default": app, "migrator": url, "sealer": app, "official": app, "auditor": app}
    provisioning.provide(url=url, logins=provisioning.logins_of(urls), create_database=True)
    with psycopg.connect(app, options="-c role=cae_app") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("cae_app",)
    with pytest.raises(psycopg.OperationalError, match="cae_migrator"):
        psycopg.connect(app, options="-c role=cae_migrator")


def test_a_login_that_may_not_is_told_what_an_administrator_should_run(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    url = login(server, admin, "")
    admin.execute("CREATE DATABASE centre")
    with pytest.raises(trouble.Trouble, match="centre may not prepare") as told:
        provisioning.provide(url=url)
    script = told.value.way_out.partition("\n")[2]
    with psycopg.connect(server.url("superuser", "centre"), autocommit=True) as connection:
        for statement in script.split(";"):
            if statement.strip():
                connection.execute(statement.encode())
    assert provisioning.provide(url=url).statements == []


def test_a_missing_database_is_told_with_the_command_that_makes_it(
    server: postgres.Postgres, admin: provisioning.Connection
) -> None:
    with pytest.raises(trouble.Trouble, match="does not exist") as told:
        provisioning.provide(url=login(server, admin, ""))
    assert "provision --create-database" in told.value.way_out


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://centre:wrong@127.0.0.1:{port}/centre", "password authentication failed"),
        ("postgresql://centre:wrong@127.0.0.1:1/centre", "refused"),
        ("postgresql://centre@127.0.0.1:no/centre", "invalid integer value"),
    ],
)
def test_a_server_that_cannot_be_entered_is_told_without_the_password(
    server: postgres.Postgres, url: str, reason: str
) -> None:
    with pytest.raises(trouble.Trouble, match=reason) as told:
        provisioning.provide(url=url.format(port=server.port))
    assert "wrong" not in str(told.value)
