"""What tests of the book ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from calls.protocols import reader
from tests.calls.protocols import broken
from tests.calls.protocols.press import Press
from tests.support import clones


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give a good library to break."""
    return broken.copy(tmp_path)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process an empty shelf; what the test puts there goes with it."""
    monkeypatch.setattr(reader, "_shelf", reader._Shelf())
    reader._stored.cache_clear()


@pytest.fixture
def press(
    database: clones.Clone, shelf: None, library: Path, monkeypatch: pytest.MonkeyPatch
) -> Press:
    """Give who puts books in force, in a database of its own; the release ships `library`."""
    monkeypatch.setattr(reader, "LIBRARY", library)
    return Press(library)
