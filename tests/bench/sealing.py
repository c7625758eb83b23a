"""Seal closed cases: by the worker's task, and by a loop that does nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
from django.utils import timezone

from calls.archive import queries, services, tasks
from tests.bench import measuring, place, rows, work

TARGET = measuring.Target(ratio=0.8, at_least=True)
STEP = 0.005
SEALED_WITHIN = 60.0


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times two hundred files sealed by each."""
    times = max(10, round(200 * size))
    pattern = rows.read(work.worked_and_closed())
    loop()
    with where.stack.clone.connect("superuser") as connection:

        def by_task() -> None:
            _task(connection)

        ways: list[Callable[[], None]] = [loop, by_task]
        for way in ways:
            _rate(way, pattern, 10)
        rates: dict[Callable[[], None], list[float]] = {way: [] for way in ways}
        for _ in range(repeats):
            for way in ways:
                rates[way].append(_rate(way, pattern, times))
            ways.reverse()
    yield measuring.Figure(
        name="sealing.by_task",
        unit="files/s",
        values=rates[by_task],
        floors=rates[loop],
        target=TARGET,
    )


def loop() -> None:
    """Seal everything closed, one after the other, in this process."""
    for case_id in queries.closed_without_file(using=services.SEALER, all_ever=True):
        services.seal_case(case_id=case_id, at=timezone.now())


def _task(connection: psycopg.Connection[tuple[int]]) -> None:
    """Hand everything closed to the worker and wait until it is done."""
    waiting = len(queries.closed_without_file(using=services.SEALER))
    whole = _next_leaf(connection) + waiting
    for _ in range(0, waiting, tasks.SEALED_AT_MOST):
        tasks.seal_closed.delay()
    until = time.monotonic() + SEALED_WITHIN
    while _next_leaf(connection) < whole:
        if time.monotonic() > until:
            raise RuntimeError("the worker does not seal")
        time.sleep(STEP)


def _rate(way: Callable[[], None], pattern: rows.Rows, times: int) -> float:
    """Close so many cases unmeasured, then give how many a second are sealed."""
    rows.insert(rows.like(pattern, rows.identity()) for _ in range(times))
    began = time.perf_counter()
    way()
    return times / (time.perf_counter() - began)


def _next_leaf(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("SELECT next_leaf FROM archive_head").fetchone()
    return row[0] if row else 0
