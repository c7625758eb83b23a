"""A good library to break on purpose: three protocols as they once were, whatever is shipped."""

import shutil
from pathlib import Path

SHELF = Path(__file__).with_name("shelf")


def copy(to: Path) -> Path:
    """Copy the library to a folder of the test's own."""
    library = to / "library"
    shutil.copytree(SHELF, library)
    return library


def plant(library: Path, file: str, old: str, new: str) -> int:
    """Put `new` in the place of the first `old`; return the line where it stands."""
    path = library / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} holds no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
