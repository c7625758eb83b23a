"""Fixtures of the tests of embedded servers."""

from collections.abc import Iterator

import pytest

from cae.services import postgres


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Postgres]:
    made = postgres.Postgres(tmp_path_factory.mktemp("made") / "postgres")
    made.start()
    yield made
    made.discard()


@pytest.fixture
def server(made_once: postgres.Postgres) -> Iterator[postgres.Postgres]:
    """Give a server that was made before and is stopped: making one takes a second."""
    made_once.stop()
    yield made_once
    made_once.stop()
