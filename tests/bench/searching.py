"""Find while somebody types: a municipality in the database, a protocol in the book."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from calls.directory import queries as directory
from calls.directory.models import Municipality
from calls.protocols import reader
from calls.protocols import search as protocols
from tests.bench import measuring, place

TARGET = measuring.Target(ratio=20)
SAID = (
    "mi padre no respira",
    "choque en la A-6",
    "se ha caído y no se levanta",
    "dolor en el pecho",
    "hay humo en el portal",
    "my husband is unconscious",
)


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times three hundred keystrokes of each."""
    times = max(20, round(300 * size))
    reader.book()
    searches: dict[str, tuple[Callable[[str], object], Sequence[str]]] = {
        "municipality": (directory.municipalities, _towns()),
        "protocol": (protocols.find, _typed(SAID)),
    }
    with where.connect() as connection:

        def least(_turn: int) -> None:
            connection.execute(b"SELECT 1", prepare=True).fetchone()

        for name, (find, typed) in searches.items():
            values, floors = [], []
            for repeat in range(repeats + 1):
                some = random.Random(repeat).choices(typed, k=times)
                found, floor = measuring.interleaved(times, _asking(find, some), least)
                values.append(measuring.percentile(found, 99))
                floors.append(measuring.percentile(floor, 99))
            yield measuring.Figure(
                name=f"search.{name}.p99",
                unit="ms",
                # The first round warms both up.
                values=values[1:],
                floors=floors[1:],
                target=TARGET,
            )


def _asking(find: Callable[[str], object], typed: Sequence[str]) -> Callable[[int], object]:
    return lambda turn: find(typed[turn])


def _towns() -> list[str]:
    names = Municipality.objects.order_by("ine_code").values_list("name", flat=True)
    return _typed(random.Random(112).sample(list(names), 200))


def _typed(texts: Sequence[str]) -> list[str]:
    """Give what a box holds after each letter."""
    return [text[:length] for text in texts for length in range(1, len(text) + 1)]
