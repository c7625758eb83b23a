"""A small book of tests' own, whose scripts branch, and another edition of it."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from calls.protocols import checker, reader


@dataclasses.dataclass(frozen=True)
class Shelf:
    """The files of the book; nothing of it is in the store."""

    path: Path

    def put_in_force(self) -> None:
        """Put what the files hold now in force; nobody looks for another book meanwhile."""
        book = reader.read(self.path)
        # Nothing is wrong with it but that it is small.
        assert [
            str(fault) for fault in checker.faults(book) if "needs it" not in fault.reason
        ] == []
        reader._shelf.put(book, None)
        reader._shelf.due = math.inf

    def reword(self, before: str, after: str) -> None:
        """Let another edition come into force, with other Spanish words."""
        words = self.path / "drill" / "words.es.yaml"
        text = words.read_text()
        assert before in text
        words.write_text(text.replace(before, after))
        self.put_in_force()
