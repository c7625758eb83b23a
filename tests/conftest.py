"""Fixtures that every test may ask for."""

import os
from collections.abc import Iterator

import pytest
import redis
from django.test import override_settings, utils

from cae.services import embedded
from tests.support import clones, environment, run

environment.prepare()


def pytest_configure() -> None:
    """Let Django's test client and templates tell what they did."""
    utils.setup_test_environment()


def pytest_unconfigure() -> None:
    """End what the run started."""
    clones.close_admin()
    if run.is_owner():
        run.end()


@pytest.fixture
def database() -> Iterator[clones.Clone]:
    """Give the test a migrated database of its own, with every alias pointed at it."""
    with clones.fresh() as clone, clones.used_by_django(clone):
        yield clone


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[embedded.Valkey]:
    """Give this worker a Valkey of its own: channels know no database numbers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    server = embedded.Valkey(run.folder() / f"valkey-{worker}")
    server.start()
    yield server
    server.discard()


@pytest.fixture
def valkey(valkey_server: embedded.Valkey) -> Iterator[str]:
    """Give the address of an empty Valkey, and let the settings name it."""
    with redis.Redis.from_url(valkey_server.url, socket_timeout=5) as client:
        client.flushall()
    with override_settings(REDIS_URL=valkey_server.url, CELERY_BROKER_URL=valkey_server.url):
        yield valkey_server.url
