"""Comma-separated files as the world leaves them: read to the end, whatever stands in them."""

from __future__ import annotations

import csv
import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cae.replay.blemishes import Code
from cae.replay.sources import records

# A quoted field may run over so many lines; a quotation mark open for longer is a slip.
LINES_OF_ONE_ROW = 20
# Two of these and a comma fit into the place of a case.
LONGEST_TEXT = 190
_DELIMITERS = ",;\t"
_BREAKS = re.compile(r"[\t\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Row:
    """One data row: its number from 1, its fields, and what was odd about it."""

    number: int
    cells: list[str]
    columns: dict[str, int]
    blemishes: list[records.Blemish] = field(default_factory=list)

    def get(self, column: str) -> str:
        """Return a field, "" where the file has no such column."""
        index = self.columns.get(fold(column))
        return "" if index is None else self.cells[index]

    def text(self, column: str) -> str:
        """Return a field at a length that a case can hold."""
        told = self.get(column)
        if len(told) <= LONGEST_TEXT:
            return told
        self.odd(Code.TEXT_SHORTENED, told)
        return told[:LONGEST_TEXT].rstrip()

    def odd(self, code: Code, told: str) -> None:
        """Note something odd about this row."""
        self.blemishes.append(records.noted(code, self.number, told))


@dataclass(slots=True)
class Table:
    """A file's data rows; `blemishes` are those of rows that cannot be used, `count` counts all."""

    columns: dict[str, int]
    rows: list[Row]
    blemishes: list[records.Blemish]
    count: int
    digest: str

    def has(self, column: str) -> bool:
        """Tell whether the file has this column."""
        return fold(column) in self.columns


@functools.cache
def fold(column: str) -> str:
    """Fold a column's name: "Received DtTm" and "received_dttm" are one."""
    return re.sub(r"[^a-z0-9]", "", column.casefold())


def read(content: bytes) -> Table:
    """Read a file's bytes; the first line with anything on it is the header."""
    lines, doubtful, is_ended = _lines(content)
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    header = lines[first] if first < len(lines) else ""
    delimiter = max(_DELIMITERS, key=header.count)
    names = [_clean(name) for name in _fields(header, delimiter) or []]
    columns: dict[str, int] = {}
    for index, name in enumerate(names):
        columns.setdefault(fold(name), index)
    table = Table(
        columns=columns,
        rows=[],
        blemishes=[],
        count=0,
        digest=hashlib.sha256(content).hexdigest(),
    )
    for raw in _raw_rows(lines, first + 1, delimiter, len(names)):
        table.count += 1
        row = Row(number=table.count, cells=[], columns=columns)
        if any(line in doubtful for line in range(raw.start, raw.end)):
            row.odd(Code.NOT_UTF8, _clean(raw.text))
        is_cut = raw.end == len(lines) and not is_ended
        if _fill(row, raw, names, is_cut=is_cut):
            table.rows.append(row)
        else:
            table.blemishes.extend(row.blemishes)
    return table


def _lines(content: bytes) -> tuple[list[str], set[int], bool]:
    """Split into lines; say which were not UTF-8, and whether the last one is ended."""
    if content.startswith(_UTF16):
        text = content.decode("utf-16", errors="replace")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        doubtful: set[int] = set()
    else:
        held = content.removeprefix(b"\xef\xbb\xbf")
        raw = held.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        lines, doubtful = [], set()
        for number, line in enumerate(raw):
            try:
                lines.append(line.decode())
            except UnicodeDecodeError:
                doubtful.add(number)
                lines.append(line.decode("cp1252", errors="replace"))
    is_ended = not lines[-1].strip()
    while lines and not lines[-1].strip():
        lines.pop()
    return lines, doubtful, is_ended


@dataclass(slots=True)
class _Raw:
    """One row before it is judged: its lines, its text, its fields (None: unreadable)."""

    start: int
    end: int
    text: str
    cells: list[str] | None
    is_unclosed: bool = False


def _raw_rows(lines: Sequence[str], start: int, delimiter: str, width: int) -> Iterator[_Raw]:
    at = start
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        raw = _raw_row(lines, at, delimiter, width)
        yield raw
        at = raw.end


def _raw_row(lines: Sequence[str], at: int, delimiter: str, width: int) -> _Raw:
    """Take one row: several lines where a quoted field spans them, else one."""
    line = lines[at]
    if line.count('"') % 2 == 0:
        return _Raw(at, at + 1, line, _fields(line, delimiter))
    for end in range(at + 1, min(at + LINES_OF_ONE_ROW, len(lines))):
        if lines[end].count('"') % 2 == 1:
            text = "\n".join(lines[at : end + 1])
            # Strictly: a row that begins where another's open quote ended is none.
            cells = _fields(text, delimiter, strict=True)
            if cells is not None and len(cells) == width:
                return _Raw(at, end + 1, text, cells)
            break
    cells = _fields(line, delimiter)
    if cells is None or len(cells) != width:
        bare = [cell.replace('"', "") for cell in line.split(delimiter)]
        cells = bare if cells is None or len(bare) == width else cells
        return _Raw(at, at + 1, line, cells, is_unclosed=True)
    return _Raw(at, at + 1, line, cells)


def _fields(text: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    """Take one row apart; None where it is none, or several."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        lines = (f"{line}\n" for line in text.split("\n"))
        found = list(csv.reader(lines, delimiter=delimiter, strict=strict))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None


def _fill(row: Row, raw: _Raw, names: list[str], *, is_cut: bool) -> bool:
    """Give the row its fields, and say what was odd; False where it gives nothing."""
    cells, width, told = raw.cells, len(names), _clean(raw.text)
    if cells is None:
        row.odd(Code.ROW_UNREADABLE, told)
        return False
    if _CONTROLS.search(raw.text):
        row.odd(Code.CONTROL_CHARACTERS, told)
    row.cells = [_clean(cell) for cell in cells[:width]]
    if not any(row.cells):
        row.odd(Code.ROW_EMPTY, told)
        return False
    if row.cells == names:
        row.odd(Code.HEADER_REPEATED, told)
        return False
    if raw.is_unclosed and not is_cut:
        row.odd(Code.QUOTE_UNCLOSED, told)
    if len(row.cells) < width:
        row.odd(Code.ROW_CUT if is_cut else Code.ROW_SHORT, told)
        if is_cut:
            row.cells.pop()
        row.cells.extend([""] * (width - len(row.cells)))
    if any(cell.strip() for cell in cells[width:]):
        row.odd(Code.ROW_LONG, told)
    return True


def _clean(text: str) -> str:
    """Remove control characters and outer space; a line break within is a space."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()
