"""A Valkey server of our own for tests that kill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cae.services import embedded


@pytest.fixture
def mortal_valkey(tmp_path: Path) -> Iterator[embedded.Valkey]:
    """Give a running server; whoever stops it may start it again on the same port."""
    server = embedded.Valkey(tmp_path / "valkey")
    server.start()
    yield server
    server.discard()
