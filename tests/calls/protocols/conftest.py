"""What tests of the book ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls.protocols import broken
from tests.calls.protocols import press as presses
from tests.support import clones


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give a good library to break."""
    return broken.copy(tmp_path)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process an empty shelf; what the test puts there goes with it."""
    presses.empty_shelf(monkeypatch)


@pytest.fixture
def press(
    database: clones.Clone, shelf: None, library: Path, monkeypatch: pytest.MonkeyPatch
) -> presses.Press:
    """Give who puts books in force, in a database of its own; the release ships `library`."""
    return presses.shipping(library, monkeypatch)
