"""Verify the log, the archive and the access log, row by row, in constant memory."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from calls.archive import access_check, file_checks
from calls.archive.services import SEALER
from calls.casefile import events, log

TOLD_AT_MOST = 100
ROWS_AT_ONCE = 500
STREAM_COLUMNS = 6

_STREAMS = """
    SELECT stream.id, stream.kind, stream.seq, stream.head, held.reference, held.version,
        entry.seq, entry.body, entry.hash, entry.kind, entry.actor_kind, entry.actor_id,
        entry.position, entry.at, entry.recorded_at
    FROM casefile_stream AS stream
    LEFT JOIN casefile_case AS held ON held.id = stream.id
    LEFT JOIN casefile_event AS entry ON entry.stream_id = stream.id
    ORDER BY stream.id, entry.seq
"""
_HOMELESS = """
    SELECT DISTINCT 'stream ' || entry.stream_id, 'its head is missing'
    FROM casefile_event AS entry
    WHERE NOT EXISTS (SELECT FROM casefile_stream AS stream WHERE stream.id = entry.stream_id)
    UNION ALL
    SELECT 'case ' || held.reference, 'its log is missing'
    FROM casefile_case AS held
    WHERE NOT EXISTS (SELECT FROM casefile_stream AS stream WHERE stream.id = held.id)
"""
# RFC 9901, 4.2.3: base64url(SHA-256(encoded)) stands among the digests of the entry.
_STRANGE = """
    SELECT 'stream ' || beside.stream_id,
        'a disclosure kept for entry ' || beside.seq || ' is not the one it holds the digest of'
    FROM casefile_disclosure AS beside
    LEFT JOIN casefile_event AS entry
        ON entry.stream_id = beside.stream_id AND entry.seq = beside.seq
    WHERE entry.body IS NULL OR strpos(entry.body, '"' || translate(rtrim(encode(
        sha256(convert_to(beside.encoded, 'UTF8')), 'base64'), '='), '+/', '-_') || '"') = 0
"""


@dataclasses.dataclass(frozen=True)
class Fault:
    """Where something does not hold, and what."""

    where: str
    what: str


@dataclasses.dataclass
class Report:
    """What was looked at, and the first faults among all that were counted."""

    streams: int = 0
    entries: int = 0
    disclosures: int = 0
    cases: int = 0
    files: int = 0
    sealed_disclosures: int = 0
    waiting: int = 0
    access_leaves: int = 0
    access_heads: int = 0
    fault_count: int = 0
    faults: list[Fault] = dataclasses.field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Count a fault, and keep it while there are few."""
        self.fault_count += 1
        if len(self.faults) < TOLD_AT_MOST:
            self.faults.append(Fault(where, what))


def verify(*, trusted: Mapping[str, str] | None = None) -> Report:
    """Verify every chain and every file as they stand at one moment; give what was found.

    `trusted` is key id → public key: without it the keys kept beside the files are believed.
    """
    report = Report()
    with transaction.atomic(using=SEALER), connections[SEALER].cursor() as cursor:
        # One moment for all of it, however long it takes and whoever writes meanwhile.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        _verify_streams(report)
        for query in (_HOMELESS, _STRANGE):
            with _rows(query) as rows:
                for where, what in rows:
                    report.add(where, what)
        cursor.execute("SELECT count(*) FROM casefile_disclosure")
        (report.disclosures,) = cursor.fetchone()
        _verify_files(report, trusted)
        accesses = access_check.check(report.add, trusted=trusted, using=SEALER)
        report.access_leaves, report.access_heads = accesses.leaves, accesses.heads
    return report


def _verify_streams(report: Report) -> None:
    with _rows(_STREAMS) as rows:
        for (stream_id, kind, seq, head, reference, version), lines in itertools.groupby(
            rows, key=lambda row: row[:STREAM_COLUMNS]
        ):
            where = f"case {reference}" if reference else f"{kind} {stream_id}"
            report.streams += 1
            report.cases += bool(reference)
            entries = _Entries(lines)
            try:
                fault = log.first_fault(entries, stream_id=stream_id, head=head)
            except (KeyError, TypeError, ValueError):
                fault = f"entry {entries.count} is not written as an entry"
            if fault is None and seq != entries.count:
                fault = f"its head counts {seq} entries, there are {entries.count}"
            if fault is None and reference and version != seq:
                fault = f"its version is {version}, its log ends at entry {seq}"
            for found in (fault, entries.fault):
                if found is not None:
                    report.add(where, found)
            report.entries += entries.total()


class _Entries:
    """The entries of one stream as a chain wants them; counts them and compares their columns."""

    def __init__(self, lines: Iterator[tuple[Any, ...]]) -> None:
        self._lines = lines
        self.count = 0
        self.fault: str | None = None

    def total(self) -> int:
        """Count what is left after a fault too."""
        return self.count + sum(1 for _line in self._lines)

    def __iter__(self) -> Iterator[tuple[int, str, bytes]]:
        for line in self._lines:
            seq, body, digest, *columns = line[STREAM_COLUMNS:]
            if seq is None:
                return
            self.count += 1
            yield seq, body, digest
            # Only here is the body known to be what was hashed, and so to be read.
            name = _unlike(json.loads(body), columns)
            if name is not None and self.fault is None:
                self.fault = f"entry {seq}: its column {name} is not what its body says"


def _unlike(body: Mapping[str, Any], columns: Sequence[object]) -> str | None:
    """Name the first column that says otherwise than the body."""
    told = (
        ("kind", body["kind"]),
        ("actor_kind", body["actor"]["kind"]),
        ("actor_id", body["actor"]["id"]),
        ("position", body["actor"]["position"]),
        ("at", body["at"]),
        ("recorded_at", body["recorded_at"]),
    )
    pairs = zip(told, columns, strict=True)
    return next((name for (name, said), column in pairs if said != _told(column)), None)


def _told(column: object) -> object:
    """Give a column's value as a body writes it."""
    if isinstance(column, datetime):
        return events.stamp(column)
    return str(column) if isinstance(column, UUID) else column


def _verify_files(report: Report, trusted: Mapping[str, str] | None) -> None:
    with _rows(file_checks.FILES) as rows:
        for row in rows:
            file = file_checks.File(*row)
            where = f"file {file.leaf_index} ({file.reference})"
            if file.leaf_index != report.files:
                report.add(where, f"leaf {report.files} is missing before it")
                report.files = file.leaf_index
            report.files += 1
            fault, beside = file_checks.check(file, trusted=trusted)
            report.sealed_disclosures += beside
            if fault is not None:
                report.add(where, fault)
    next_leaf, report.waiting = file_checks.standing()
    if next_leaf != report.files:
        report.add("archive", f"its next leaf is {next_leaf}, its files end at {report.files}")


@contextlib.contextmanager
def _rows(query: str) -> Iterator[Iterator[tuple[Any, ...]]]:
    """Stream the rows of a query through a cursor of the server's."""
    with connections[SEALER].chunked_cursor() as cursor:
        cursor.cursor.itersize = ROWS_AT_ONCE
        cursor.execute(query)
        yield iter(cursor)
