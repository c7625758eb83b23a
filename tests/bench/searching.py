"""Find while somebody types: a municipality in the database, a protocol in the book."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from urllib import parse

import psycopg

from calls.directory import queries as directory
from calls.directory.models import Municipality
from calls.protocols import phrases, reader, search
from tests.bench import lines, measuring, place

TARGET = measuring.Target(ratio=20)
# What the centre was promised, whatever the floor.
PROTOCOL = measuring.Limit(value=30)
HOSTILE = (
    "x" * 10_000,
    "respira " * 1_000,
    "abc" * 60,
    "no " * 60,
    "ahogandomeahogandome" * 10,
    "convulsionesconvulsiones " * 8,
    "desmallao atragantao hinundado combulsion " * 5,
    "".join(chr(0x1F600 + number) for number in range(80)),
    "ﷺ" * 200,
    "a-6 ap7 m40 " * 16,
    "tiene 4 meses y 6 años " * 9,
    " ".join(f"qwxzjkv{number}" for number in range(30)),
)


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times some hundreds of keystrokes of each."""
    times = max(20, round(300 * size))
    book = reader.book()
    said = _typed([phrase.text for phrase in phrases.read()])
    web = lines.desk(where.stack, "operator")
    with where.connect() as connection:
        yield _figure(
            "municipality.p99",
            _asking(directory.municipalities, _towns()),
            _least(connection),
            times=times,
            repeats=repeats,
            target=TARGET,
        )
        searches = {"protocol.p99": said, "protocol.hostile.p99": HOSTILE}
        for name, texts in searches.items():
            yield _figure(
                name,
                _asking(search.find, texts),
                _least(connection),
                times=times * 10 if texts is said else times,
                repeats=repeats,
                target=PROTOCOL,
            )
    yield measuring.Figure(
        name="search.protocol.cpu.p99",
        unit="ms",
        values=[
            _processor(random.Random(repeat).choices(said, k=times * 10))
            for repeat in range(repeats)
        ],
        target=PROTOCOL,
    )
    pages = [f"/protocols/?{parse.urlencode({'q': text})}" for text in said]
    web.refresh()
    yield _figure(
        "protocol.http.p99",
        _asking(web.get, pages),
        lambda _turn: web.get("/health/"),
        times=times,
        repeats=repeats,
        target=PROTOCOL,
    )
    yield measuring.Figure(
        name="search.protocol.index",
        unit="ms",
        values=[_took(lambda: search.Index(book)) for _ in range(repeats)],
    )


def _figure(
    name: str,
    ask: Callable[[random.Random], Callable[[int], object]],
    least: Callable[[int], object],
    *,
    times: int,
    repeats: int,
    target: measuring.Target | measuring.Limit,
) -> measuring.Figure:
    values, floors = [], []
    for repeat in range(repeats + 1):
        found, floor = measuring.interleaved(times, ask(random.Random(repeat)), least)
        values.append(measuring.percentile(found, 99))
        floors.append(measuring.percentile(floor, 99))
    # The first round warms both up.
    return measuring.Figure(
        name=f"search.{name}", unit="ms", values=values[1:], floors=floors[1:], target=target
    )


def _asking(
    find: Callable[[str], object], texts: Sequence[str]
) -> Callable[[random.Random], Callable[[int], object]]:
    return lambda some: lambda _turn: find(some.choice(texts))


def _least(connection: psycopg.Connection[object]) -> Callable[[int], object]:
    return lambda _turn: connection.execute(b"SELECT 1", prepare=True).fetchone()


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter_ns()
    act()
    return (time.perf_counter_ns() - began) / 1e6


def _processor(texts: Sequence[str]) -> float:
    """Give the 99th percentile of the processor's time for a search, whoever else works."""
    took = []
    for text in texts:
        began = time.thread_time_ns()
        search.find(text)
        took.append((time.thread_time_ns() - began) / 1e6)
    return measuring.percentile(took, 99)


def _towns() -> list[str]:
    names = Municipality.objects.order_by("ine_code").values_list("name", flat=True)
    return _typed(random.Random(112).sample(list(names), 200))


def _typed(texts: Sequence[str]) -> list[str]:
    """Give what a box holds after each letter."""
    return [text[:length] for text in texts for length in range(1, len(text) + 1)]
