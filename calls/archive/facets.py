"""How many of the files found are of which kind: counted among the newest, so that it is quick."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from calls.archive import search
from calls.archive.models import SealedFile

COUNTED = 2_000
"""So many files are looked at; of more it is said that there are more."""
SHOWN = 12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Counts:
    """How many files match, `more` than were counted, and facet → value → how many of them."""

    total: int
    more: bool
    facets: Mapping[str, list[tuple[str, int]]]


def count(matching: QuerySet[SealedFile], wanted: search.Wanted, *, at: datetime) -> Counts:
    """Count what matches by facet, the most frequent value first."""
    rows = list(
        search.newest_first(matching, wanted).values_list(
            "closed_at", "entry__agencies", *search.COLUMNS
        )[: COUNTED + 1]
    )
    more, rows = len(rows) > COUNTED, rows[:COUNTED]
    facets = {
        name: _ordered(_named(name, row[index]) for row in rows)
        for index, name in enumerate(search.COLUMNS, start=2)
    }
    # The gravest first, whatever their number; what was not judged ("none") comes last.
    facets["severity"].sort()
    facets["period"] = [
        (name, found)
        for name, span in search.PERIODS.items()
        if (found := sum(row[0] > at - span for row in rows))
    ]
    facets["agency"] = _ordered(code for row in rows for code in row[1] or ())
    return Counts(total=len(rows), more=more, facets=facets)


def _ordered(values: Iterable[str]) -> list[tuple[str, int]]:
    return collections.Counter(values).most_common()


def _named(name: str, value: Any) -> str:
    if name == "exercise":
        return "yes" if value else "no"
    return value or search.NOTHING
