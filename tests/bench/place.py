"""Where it is measured: a centre on servers with the settings they have in real use."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from django.test import override_settings

from cae.services import embedded, provisioning
from tests.support import clones, keeper, run
from tests.support import stack as stacks

DATABASE = "cae"
# The sweeper looks for work each second, and would seal what a figure wants to seal.
WITHOUT = frozenset({"sweeper"})


@dataclasses.dataclass(frozen=True)
class Place:
    """A web process and a worker over a database that keeps what it acknowledges."""

    stack: stacks.Stack

    def connect(self, role: str = "app", **options: Any) -> psycopg.Connection[Any]:
        """Open a connection for a floor: placeholders are $1, $2, and nothing is rewritten."""
        return self.stack.clone.connect(role, cursor_factory=psycopg.RawCursor, **options)

    def settle(self) -> None:
        """Bring tables and statistics to rest, so that no figure pays for what came before."""
        with self.stack.clone.connect("superuser") as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")


@contextlib.contextmanager
def opened(settings: Mapping[str, str] | None = None) -> Iterator[Place]:
    """Start PostgreSQL, Valkey, web and worker, with Django here looking at the same.

    `settings` are PostgreSQL's, where they are not those of real use.
    """
    server = embedded.Postgres(run.folder() / "postgres", settings=settings)
    server.start()
    try:
        clone = filled(server)
        stack = stacks.Stack(clone, run.folder() / "centre")
        try:
            stack.start(without=WITHOUT)
            url = stack.valkey.url
            with (
                clones.used_by_django(clone),
                override_settings(REDIS_URL=url, CELERY_BROKER_URL=url),
            ):
                place = Place(stack)
                place.settle()
                yield place
        finally:
            stack.stop()
    finally:
        server.discard()
        run.end()


def filled(server: embedded.Postgres) -> clones.Clone:
    """Make the centre's database in a server: reference data and demonstration people."""
    provisioning.provide(
        url=server.url("superuser", DATABASE),
        logins={role: role for role in provisioning.ROLES},
        create_database=True,
    )
    addresses = {role: server.url(role, "").rstrip("/") for role in keeper.ROLES}
    clone = clones.Clone(name=DATABASE, servers=run.Servers(addresses=addresses))
    subprocess.run(
        [sys.executable, "-m", "cae.services.prepare", str(clones.credentials())],
        cwd=run.ROOT,
        env={**os.environ, **clone.environment()},
        check=True,
        capture_output=True,
    )
    return clone
