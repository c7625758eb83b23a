"""What tests of the instructions ask for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calls.protocols import reader
from tests.calls.stages.instructions import shelves


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> shelves.Shelf:
    """Put a book in force, in this process alone, that holds one protocol."""
    monkeypatch.setattr(reader, "_shelf", reader._Shelf())
    reader._stored.cache_clear()
    found = shelves.Shelf(tmp_path / "library")
    shutil.copytree(Path(__file__).with_name("shelf"), found.path)
    found.put_in_force()
    return found
