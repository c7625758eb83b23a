"""Reading a call file: which source it is of, and what it holds."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from cae.replay.sources import montco, records, seattle, sf
from cae.replay.sources import table as tables

SOURCES: dict[str, ModuleType] = {source.NAME: source for source in (sf, montco, seattle)}


class UnknownSource(ValueError):
    """The file is of no source that is known here; the message says what each one needs."""


def read(path: Path, *, source: str | None = None) -> records.SourceFile:
    """Read a call file whole; its columns tell its source, unless `source` names it.

    Whatever is odd in the rows is kept as reported and noted. Raise UnknownSource where the
    header is of no source, or lacks a column that the named one needs; OSError where there
    is no file.
    """
    table = tables.read(path.read_bytes())
    if source is not None and source not in SOURCES:
        raise UnknownSource(f"no source is called {source!r}; there are {', '.join(SOURCES)}")
    for name in SOURCES if source is None else (source,):
        if all(table.has(column) for column in SOURCES[name].REQUIRED):
            found: records.SourceFile = SOURCES[name].read(table)
            return found
    needs = "; ".join(
        f"{name} needs {', '.join(SOURCES[name].REQUIRED)}"
        for name in (SOURCES if source is None else (source,))
    )
    raise UnknownSource(f"{path.name}: the header is of no known source. Columns: {needs}")
