"""Read sealed files over HTTP: pages at any depth, and file by file."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from calls.archive import queries
from calls.archive.models import SealedFile
from calls.people.models import OfficialBody
from tests.bench import lines, measuring, place, rows, sealing, work

DEPTH = measuring.Target(ratio=1.2)
COPY = measuring.Target(ratio=0.7, at_least=True)
FILES = 3_000
PAGE = 50
_MANDATE = b"SELECT set_config('cae.body', $1, true)"
_FILE = (
    b"SELECT id, case_id, document, reference, leaf_index, closed_at, sealed_at, severity,"
    b" protocol, disposition, municipality, exercise, sha256, signature, key_id"
    b" FROM archive_sealed_file WHERE reference = $1"
)
_BESIDE = (
    b"SELECT encoded FROM archive_sealed_disclosure WHERE file_id ="
    b" (SELECT id FROM archive_sealed_file WHERE reference = $1) ORDER BY id"
)
_RECORD = (
    b"INSERT INTO people_access_record (id, at, actor_kind, actor_id, role, position, action,"
    b" subject_kind, subject_id, reason, source) VALUES ($1, now(), 'machine', $2, 'official', '',"
    b" 'export.read', 'file', $3, '', '127.0.0.1')"
)
_DOCUMENTS = b"COPY (SELECT document FROM archive_sealed_file ORDER BY leaf_index) TO STDOUT"


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times fifty pages at each end, and a hundred files."""
    references = _sealed(round(FILES * size))
    where.settle()
    web = lines.machine(where.stack, "official")
    yield _depth(web, repeats=repeats, times=max(5, round(50 * size)))
    yield from _files(where, web, references, repeats=repeats, times=max(5, round(100 * size)))


def _sealed(wanted: int) -> list[str]:
    """Give the references of the sealed files, more of them sealed where there are too few."""
    lacking = wanted - SealedFile.objects.count()
    if lacking > 0:
        pattern = rows.read(work.worked_and_closed())
        rows.insert(rows.like(pattern, rows.identity()) for _ in range(lacking))
        while queries.count_waiting():
            sealing.loop()
    return list(SealedFile.objects.order_by("leaf_index").values_list("reference", flat=True))


def _depth(web: lines.Line, *, repeats: int, times: int) -> measuring.Figure:
    last = SealedFile.objects.order_by("-leaf_index").values_list("leaf_index", flat=True)[PAGE]
    pages = f"/api/v1/case-files/?limit={PAGE}", f"/api/v1/case-files/?limit={PAGE}&after={last}"
    for page in pages:
        if len(json.loads(web.get(page))["results"]) != PAGE:
            raise RuntimeError(f"not a whole page: {page}")
    taken = []
    for _ in range(repeats):
        web.refresh()
        first, deep = measuring.interleaved(
            times, lambda _: web.get(pages[0]), lambda _: web.get(pages[1])
        )
        taken.append((statistics.median(first), statistics.median(deep)))
    return measuring.Figure(
        name=f"export.page.p50.at_leaf_{last}",
        unit="ms",
        values=[deep for _, deep in taken],
        floors=[first for first, _ in taken],
        target=DEPTH,
    )


def _files(
    where: place.Place, web: lines.Line, references: list[str], *, repeats: int, times: int
) -> Iterator[measuring.Figure]:
    body = OfficialBody.objects.get()
    chosen = random.Random(112).sample(references, min(len(references), times))
    seconds: dict[str, list[float]] = {"http": [], "raw": [], "copy": []}
    with where.connect("official") as files, where.connect("app") as app:
        raw = _raw(files, app, body.id, chosen)
        for turn in range(len(chosen)):
            raw(turn)
        for _ in range(repeats):
            web.refresh()
            took = measuring.interleaved(
                len(chosen),
                lambda turn: web.get(f"/api/v1/case-files/{chosen[turn]}/"),
                raw,
            )
            seconds["http"].append(sum(took[0]) / 1e3)
            seconds["raw"].append(sum(took[1]) / 1e3)
            megabytes, spent = _copied(files, body.id)
            seconds["copy"].append(spent / megabytes)
    each = megabytes / len(references)
    yield measuring.Figure(
        name="export.file",
        unit="files/s",
        values=[len(chosen) / spent for spent in seconds["http"]],
        floors=[len(chosen) / spent for spent in seconds["raw"]],
    )
    yield measuring.Figure(
        name="export.text",
        unit="MB/s",
        values=[len(chosen) * each / spent for spent in seconds["http"]],
        floors=[1 / spent for spent in seconds["copy"]],
        target=COPY,
    )


def _raw(
    files: psycopg.Connection[Any], app: psycopg.Connection[Any], body: UUID, chosen: list[str]
) -> Callable[[int], None]:
    """Give what the interface does for one file, without the interface: read it, record it."""

    def read(turn: int) -> None:
        with files.pipeline(), files.transaction():
            files.execute(_MANDATE, [str(body)], prepare=True)
            found = files.execute(_FILE, [chosen[turn]], prepare=True)
            beside = files.execute(_BESIDE, [chosen[turn]], prepare=True)
            case_id = found.fetchall()[0][1]
            beside.fetchall()
        app.execute(_RECORD, [uuid7(), body, case_id], prepare=True)

    return read


def _copied(files: psycopg.Connection[Any], body: UUID) -> tuple[float, float]:
    """Give the megabytes of all documents and the seconds that COPY takes for them."""
    size = 0
    with files.transaction():
        files.execute(_MANDATE, [str(body)])
        began = time.perf_counter()
        with files.cursor() as cursor, cursor.copy(_DOCUMENTS) as copy:
            for block in copy:
                size += len(block)
        return size / 1e6, time.perf_counter() - began
