"""Keep a run's PostgreSQL: start it, migrate the template, end it when the run ends.

`python -m tests.support.keeper FOLDER OWNER_PID`: a process of its own, because the worker
that first needs a database may end before the others.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from cae.services import embedded, processes, provisioning
from tests.support import run

TEMPLATE = "template_cae"
ROLES = ("superuser", "app", "migrator", "sealer", "official", "auditor")
# A throw-away server may lose everything in a crash, and is quicker for it.
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "max_connections": "400",
    "autovacuum": "off",
}


def main(folder: Path, owner: int) -> None:
    """Serve until the run ends or its first process is gone."""
    server = embedded.Postgres(run.quick_folder(), settings=HASTY)
    server.start()
    try:
        make_template(server)
        addresses = {role: server.url(role, "").rstrip("/") for role in ROLES}
        (folder / "keeper.pid").write_text(str(os.getpid()), encoding="utf-8")
        draft = folder / "servers.json.draft"
        draft.write_text(json.dumps(addresses), encoding="utf-8")
        draft.rename(folder / "servers.json")
        while processes.alive(owner) and not (folder / "stop").exists():
            time.sleep(0.1)
    finally:
        server.discard()


def make_template(server: embedded.Postgres) -> None:
    """Make the database that every test's own is cloned from; nobody stays connected to it."""
    _provide(server)
    environment = {
        **os.environ,
        "DATABASE_URL": server.url("app", TEMPLATE),
        "DATABASE_MIGRATOR_URL": server.url("migrator", TEMPLATE),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--database", "migrator", "--verbosity", "0"],
        env=environment,
        stdout=sys.stderr,
        check=True,
    )
    # Now there are tables to have rights on.
    _provide(server)


def _provide(server: embedded.Postgres) -> None:
    provisioning.provide(
        url=server.url("superuser", TEMPLATE),
        logins={role: role for role in provisioning.ROLES},
        create_database=True,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
