"""The phrases that measure the search: what callers say, and the protocols that are right."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calls.protocols import search

FILE = Path(__file__).with_name("phrases.csv")
COLUMNS = ("protocol", "language", "phrase", "also")
# How far down the list the right protocol may stand.
PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Hold what a caller says; `also` names protocols that are as right as the expected one."""

    protocol: str
    language: str
    text: str
    also: tuple[str, ...]

    @property
    def right(self) -> frozenset[str]:
        """Return the codes of every protocol that is right."""
        return frozenset((self.protocol, *self.also))


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """Hold a phrase whose protocol came too late, and what stood before it."""

    phrase: Phrase
    found: tuple[str, ...]


def read(file: Path = FILE) -> tuple[Phrase, ...]:
    """Read a table of phrases (CSV, UTF-8); raise ValueError where it is no such table."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{file.name}: the columns are {', '.join(COLUMNS)}")
        return tuple(
            Phrase(
                protocol=row["protocol"],
                language=row["language"],
                text=row["phrase"],
                also=tuple(row["also"].split()),
            )
            for row in rows
        )


def misses(index: search.Index, phrases: Iterable[Phrase]) -> Sequence[Miss]:
    """Return the phrases whose right protocol is not among the first two."""
    found = ((each, tuple(match.code for match in index.find(each.text))) for each in phrases)
    return [
        Miss(phrase=phrase, found=codes)
        for phrase, codes in found
        if not phrase.right.intersection(codes[:PLACES])
    ]
