"""One publication, two hundred sockets: web processes against `websockets.broadcast`."""

from __future__ import annotations

import collections
import functools
import json
import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import F

from calls.casefile import registry
from calls.casefile.models import Case
from tests.bench import listening, measuring, place, sides, work
from tests.support import run

# Longer than the tenth of a second in which a topic that has just spoken gathers changes.
APART = 0.13
PUBLICATIONS = 25
MESSAGES = 500
CASES = 50
REST = 2.0
TRIES = 20
P99 = measuring.Target(ratio=1.5)
CPU = measuring.Target(ratio=1.8)


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure the first change of a quiet topic, then a second full of changes."""
    cases = [work.answer(work.ring()) for _ in range(CASES)]
    quiet = functools.partial(_quietly, cases[0], max(5, round(PUBLICATIONS * size)))
    burst = functools.partial(in_a_burst, cases, max(50, round(MESSAGES * size)))
    with sides.opened(where, run.folder()) as all_sides:
        for side in all_sides:
            wait_until_heard(side, cases[0])
        for name, telling in (("quiet", quiet), ("burst", burst)):
            for side in all_sides:
                side.turns.clear()
            for turn in range(repeats):
                sides.rest(all_sides, REST)
                for number in range(len(all_sides)):
                    # Who does not read for long is taken to be gone.
                    for side in all_sides:
                        side.audience.forget()
                    all_sides[(turn + number) % len(all_sides)].tell(telling)
            for ours, floor in (all_sides[:2], all_sides[2:]):
                yield from _told(f"fan_out.{name}.{ours.name}", ours, floor)


def _told(name: str, ours: sides.Side, floor: sides.Side) -> Iterator[measuring.Figure]:
    for side in (ours, floor):
        lost = sum(turn.heard.lost for turn in side.turns)
        disorder = sum(turn.heard.disorder for turn in side.turns)
        if lost or disorder:
            raise RuntimeError(f"{side.name}: {lost} lost, {disorder} out of order")
    quiet = ".quiet." in name
    for percent in (50, 99):
        yield measuring.Figure(
            name=f"{name}.p{percent}",
            unit="ms",
            values=_milliseconds(ours, percent),
            floors=_milliseconds(floor, percent),
            target=P99 if quiet and percent == 99 else None,
        )
    yield measuring.Figure(
        name=f"{name}.cpu_per_delivery",
        unit="µs",
        values=ours.per_delivery(),
        floors=floor.per_delivery(),
        target=CPU,
    )


def _milliseconds(side: sides.Side, percent: float) -> list[float]:
    return [measuring.percentile(turn.heard.took, percent) * 1e3 for turn in side.turns]


def _quietly(case_id: UUID, times: int, side: sides.Side) -> listening.Published:
    """Publish a change each time the topic has been quiet for long enough."""
    versions: dict[int, float] = {}
    for _ in range(times):
        Case.objects.filter(id=case_id).update(version=F("version") + 1)
        (change,) = cards([case_id])
        text = side.write(change)
        versions[change.version] = time.perf_counter()
        side.client.publish(side.channel, text)
        side.audience.listen(APART)
    return {str(case_id): versions}


def in_a_burst(cases: Sequence[UUID], times: int, side: sides.Side) -> listening.Published:
    """Publish so many changes of many cases within a second.

    The database goes along, for the second's reading has the last word.
    """
    published: dict[str, dict[int, float]] = collections.defaultdict(dict)
    latest = {change.id: change for change in cards(cases)}
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for number in range(times):
            change = _next(latest[cases[number % len(cases)]])
            latest[change.id] = change
            text = side.write(change)
            cursor.execute(
                "UPDATE casefile_case SET version = %s WHERE id = %s", [change.version, change.id]
            )
            published[str(change.id)][change.version] = time.perf_counter()
            side.client.publish(side.channel, text)
            side.audience.listen(max(0.0001, began + (number + 1) / times - time.perf_counter()))
    side.audience.listen(0.5)
    return published


def cards(cases: Sequence[UUID]) -> list[registry.Change]:
    """Give the cards of these cases as they stand."""
    return list(registry.live_sources["case"].cards(cases))


def _next(change: registry.Change) -> registry.Change:
    version = change.version + 1
    card = json.loads(json.dumps(change.card)) | {"version": version}
    return registry.Change(change.kind, change.id, version, change.topics, card)


def wait_until_heard(side: sides.Side, case_id: UUID) -> None:
    """Tell until every socket hears: the first readings and snapshots take their time."""
    for _ in range(TRIES):
        side.audience.listen(0.3)
        if not side.tell(functools.partial(_quietly, case_id, 3)).lost:
            return
    raise RuntimeError(f"{side.name}: not every socket hears")
