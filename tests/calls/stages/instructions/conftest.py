"""A small book of tests' own, whose scripts branch."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calls.protocols import reader

SHELF = Path(__file__).with_name("shelf")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a book in force that holds one protocol, and give the place of its files."""
    monkeypatch.setattr(reader, "_shelf", reader._Shelf())
    library = tmp_path / "library"
    shutil.copytree(SHELF, library)
    reader.replace(library)
    return library
