"""A database of its own for each test, cloned from the run's migrated template."""

import dataclasses
import functools
import itertools
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from asgiref.sync import SyncToAsync
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from cae import databases
from cae.services import provisioning
from tests.support import keeper, run

CENTRE = "template_centre"
_numbers = itertools.count(1)
_opened: weakref.WeakKeyDictionary[BaseDatabaseWrapper, int] = weakref.WeakKeyDictionary()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Clone:
    """A test's database."""

    name: str
    servers: run.Servers

    def url(self, role: str = "app") -> str:
        """Return its address as `app`, `migrator`, `sealer`, `official`, `auditor`, `superuser`."""
        return self.servers.url(role, self.name)

    def connect(self, role: str = "app", **options: Any) -> psycopg.Connection[Any]:
        """Open a connection beside Django's, for what Django may not do."""
        return psycopg.connect(self.url(role), autocommit=True, **options)

    def environment(self) -> dict[str, str]:
        """Return the variables that point a process of ours here."""
        others = {
            f"DATABASE_{alias.upper()}_URL": self.url(alias)
            for alias in databases.ROLES
            if alias != "default"
        }
        return {"DATABASE_URL": self.url("app"), **others}


@contextmanager
def fresh(template: str = keeper.TEMPLATE) -> Iterator[Clone]:
    """Make a clone, and drop it in the end whoever is still connected."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    clone = Clone(name=f"cae_{worker}_{os.getpid()}_{next(_numbers)}", servers=run.servers())
    admin = _admin()
    admin.execute(f'CREATE DATABASE "{clone.name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    # Who may enter a database is no part of what is cloned.
    admin.execute(
        f'REVOKE ALL ON DATABASE "{clone.name}" FROM PUBLIC;'
        f'GRANT CONNECT ON DATABASE "{clone.name}" TO {", ".join(provisioning.ROLES)};'
        f'GRANT CREATE ON DATABASE "{clone.name}" TO {provisioning.MIGRATOR}'
    )
    try:
        yield clone
    finally:
        admin.execute(f'DROP DATABASE "{clone.name}" WITH (FORCE)')


def centre_template() -> str:
    """Return the template with reference data and demonstration people, made once a run."""
    with run.locked("centre"):
        done = run.folder() / "centre.made"
        if not done.exists():
            _make_centre_template()
            done.touch()
    return CENTRE


def credentials() -> Path:
    """Return the file with the sign-ins and tokens of `centre_template`."""
    return run.folder() / "demonstration.json"


def _make_centre_template() -> None:
    clone = Clone(name=CENTRE, servers=run.servers())
    _admin().execute(f'CREATE DATABASE "{CENTRE}" TEMPLATE "{keeper.TEMPLATE}"')
    subprocess.run(
        [sys.executable, "-m", "cae.services.prepare", str(credentials())],
        cwd=run.ROOT,
        env={**os.environ, **clone.environment()},
        check=True,
        capture_output=True,
    )


@contextmanager
def used_by_django(clone: Clone) -> Iterator[None]:
    """Point every alias of this process at the clone, in every thread; then back."""
    before = {alias: dict(connections.settings[alias]) for alias in connections}
    for alias in connections:
        role = "app" if alias == "default" else alias
        connections.settings[alias].update(databases.parameters(clone.url(role)))
    close_everywhere()
    try:
        yield
    finally:
        for alias, settings in before.items():
            connections.settings[alias].update(settings)
        close_everywhere()


def close_everywhere() -> None:
    """Close Django's connections here and in the thread that asynchronous code lends them to."""
    _close_here()
    SyncToAsync.single_thread_executor.submit(_close_here).result()


def _close_here() -> None:
    # A browser's loop and the code around it are two contexts of one thread, and Django
    # gives each a connection of its own: close them all, not only this context's.
    here = threading.get_ident()
    for connection, thread in list(_opened.items()):
        if thread == here:
            connection.close()


def _note(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    _opened[connection] = threading.get_ident()


connection_created.connect(_note)


@functools.cache
def _admin() -> psycopg.Connection[Any]:
    return psycopg.connect(run.servers().url("superuser", "postgres"), autocommit=True)


def close_admin() -> None:
    """Close the connection that makes and drops clones."""
    if _admin.cache_info().currsize:
        _admin().close()
        _admin.cache_clear()
