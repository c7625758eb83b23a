"""What would stand if the house had lost, doubled or changed one row."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from tests.faults import facts

Spoil = Callable[[facts.Facts], facts.Facts]


def without(table: str, **like: Any) -> Spoil:
    """Lose the first row of a table that looks like this."""

    def spoil(found: facts.Facts) -> facts.Facts:
        place, rows = _find(found, table, like)
        return dataclasses.replace(found, **{table: rows[:place] + rows[place + 1 :]})

    return spoil


def twice(table: str, **like: Any) -> Spoil:
    """Have the first row of a table that looks like this two times."""

    def spoil(found: facts.Facts) -> facts.Facts:
        place, rows = _find(found, table, like)
        return dataclasses.replace(found, **{table: [*rows, rows[place]]})

    return spoil


def changed(table: str, told: dict[str, Any], **like: Any) -> Spoil:
    """Let the first row of a table that looks like this say something else."""

    def spoil(found: facts.Facts) -> facts.Facts:
        place, rows = _find(found, table, like)
        rows[place] = {**rows[place], **told}
        return dataclasses.replace(found, **{table: rows})

    return spoil


def _find(found: facts.Facts, table: str, like: dict[str, Any]) -> tuple[int, list[facts.Row]]:
    rows = list(getattr(found, table))
    return next(n for n, row in enumerate(rows) if like.items() <= row.items()), rows


def without_words_of(kind: str) -> Spoil:
    """Lose the personal values of the first event of that kind."""

    def spoil(found: facts.Facts) -> facts.Facts:
        event = next(row for row in found.events if row["kind"] == kind)
        return without("disclosures", stream=event["stream"], seq=event["seq"])(found)

    return spoil
