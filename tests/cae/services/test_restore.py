"""What `docs/operations.md` says of backing up and restoring is true of the real programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from cae import databases
from cae.services import accounts, binaries, postgres, provisioning
from calls.archive import services, verification
from calls.archive.models import SealedFile
from calls.casefile.models import Event
from tests.calls.archive import closing
from tests.support import clones, run


def program(name: str, home: Path) -> str:
    """Return the path of one of PostgreSQL's programs."""
    return str(binaries.postgres(home=home, account=accounts.of(home)) / name)


def provide(server: postgres.Postgres, name: str, *, create: bool) -> None:
    """Do as `manage.py provision` does."""
    provisioning.provide(
        url=server.url("superuser", name),
        logins={role: role for role in provisioning.ROLES},
        create_database=create,
    )


def restore(database: clones.Clone, server: postgres.Postgres, folder: Path) -> clones.Clone:
    """Dump the database and restore it on another server, as the page says."""
    dump = folder / "cae.dump"
    taken = [program("pg_dump", folder), "--format=custom", f"--file={dump}"]
    subprocess.run([*taken, database.url("superuser")], check=True, capture_output=True)
    provide(server, database.name, create=True)
    put = [program("pg_restore", folder), "--no-owner", "--role=cae_migrator", "--exit-on-error"]
    address = server.url("superuser", database.name)
    done = subprocess.run(
        [*put, f"--dbname={address}", str(dump)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    provide(server, database.name, create=False)
    roles = {"app", "superuser", *(alias for alias in databases.ROLES if alias != "default")}
    addresses = {role: server.url(role, "").rstrip("/") for role in roles}
    return clones.Clone(name=database.name, servers=run.Servers(addresses=addresses))


def test_a_restored_database_verifies_and_goes_on_where_it_stood(
    database: clones.Clone, server: postgres.Postgres, tmp_path: Path
) -> None:
    sealed = [services.seal_case(case_id=closing.closed_case(), at=closing.NOW) for _ in range(3)]
    events = Event.objects.count()
    server.start()
    restored = restore(database, server, tmp_path)
    with clones.used_by_django(restored):
        found = verification.verify()
        assert found.faults == []
        assert Event.objects.count() == events
        assert SealedFile.objects.using("sealer").count() == len(sealed)
        later = services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
        assert later.leaf_index == len(sealed)
        assert verification.verify().faults == []


def test_the_guards_come_back_with_the_data(
    database: clones.Clone, server: postgres.Postgres, tmp_path: Path
) -> None:
    closing.closed_case()
    server.start()
    restored = restore(database, server, tmp_path)
    for role in ("app", "superuser"):
        with restored.connect(role) as connection:
            for statement in (
                b"DELETE FROM casefile_event",
                b"UPDATE casefile_event SET kind = 'x'",
                b"TRUNCATE casefile_event CASCADE",
            ):
                with pytest.raises(psycopg.Error, match=r"denied|append|only"):
                    connection.execute(statement)
    with restored.connect("official") as connection:
        counted = connection.execute("SELECT count(*) FROM archive_sealed_file").fetchone()
    assert counted == (0,), "without a mandate nothing is seen, in the restored one too"
    connections.close_all()
