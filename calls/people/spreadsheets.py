"""CSV that leaves the centre: a spreadsheet shows its cells and never computes one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

# What spreadsheets begin to compute at, in its wide forms too.
COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """Give a cell's text; what a spreadsheet would compute gets an apostrophe before it.

    None is an empty cell. Numbers of Python stay numbers, also below zero.
    """
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.lstrip(" \u00a0\ufeff").startswith(COMPUTED) else text


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield each row as a line of RFC 4180, to be streamed as `text/csv; charset=utf-8`."""
    page = io.StringIO()
    writer = csv.writer(page)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
