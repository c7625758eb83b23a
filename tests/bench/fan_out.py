"""One publication, two hundred sockets: a web process against `websockets.broadcast`."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from uuid import UUID

import redis
from django.db.models import F

from cae.services import children, ports
from calls.casefile import announce, registry
from calls.casefile.models import Case
from calls.live import frames, topics
from tests.bench import broadcast, lines, listening, measuring, place, work
from tests.support import run

SOCKETS = 200
# Longer than the tenth of a second in which a topic that has just spoken gathers changes.
APART = 0.13
PUBLICATIONS = 25
TRIES = 20
READY_WITHIN = 20.0
P99 = measuring.Target(ratio=1.5)
CPU = measuring.Target(ratio=1.8)


@dataclasses.dataclass
class Side:
    """One of the two servers: how it is told, who hears it, what it took."""

    pid: int
    channel: str
    write: Callable[[registry.Change], bytes]
    audience: listening.Audience = dataclasses.field(default_factory=listening.Audience)
    heard: list[listening.Heard] = dataclasses.field(default_factory=list)
    busy: list[float] = dataclasses.field(default_factory=list)
    idle: list[float] = dataclasses.field(default_factory=list)

    def cpu(self) -> float:
        """Give the seconds of processor time its process has used (clock_getcpuclockid(3))."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def per_delivery(self) -> list[float]:
        """Give each repeat's µs for a delivery: what it used, less what it uses untold."""
        return [
            (busy - idle) * 1e6 / len(heard.took)
            for busy, idle, heard in zip(self.busy, self.idle, self.heard, strict=True)
        ]

    def milliseconds(self, percent: float) -> list[float]:
        """Give each repeat's percentile of the time from publication to socket."""
        return [measuring.percentile(heard.took, percent) * 1e3 for heard in self.heard]


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times twenty-five publications to each side."""
    publications = max(5, round(PUBLICATIONS * size))
    case_id = work.answer(work.ring())
    with (
        _floor_process(where) as (port, floor_pid),
        redis.Redis.from_url(where.stack.valkey.url) as client,
    ):
        ours = Side(where.stack.pid("web"), announce.channel(), announce.encode)
        floor = Side(floor_pid, broadcast.CHANNEL, _as_the_hub_frames_it)
        sides = [ours, floor]
        try:
            _gather(where, ours, floor, port)
            for side in sides:
                _wait_until_heard(side, client, case_id)
            for _ in range(repeats):
                _measure(sides[0], sides[1], client, case_id, publications)
                _measure(sides[1], sides[0], client, case_id, publications)
                sides.reverse()
        finally:
            for side in sides:
                side.audience.close()
    yield from _told(ours, floor)


def _told(ours: Side, floor: Side) -> Iterator[measuring.Figure]:
    for side in (ours, floor):
        lost = sum(heard.lost for heard in side.heard)
        disorder = sum(heard.disorder for heard in side.heard)
        if lost or disorder:
            raise RuntimeError(f"{side.channel}: {lost} lost, {disorder} out of order")
    for percent, target in ((50, None), (99, P99)):
        yield measuring.Figure(
            name=f"fan_out.p{percent}.{SOCKETS}_sockets",
            unit="ms",
            values=ours.milliseconds(percent),
            floors=floor.milliseconds(percent),
            target=target,
        )
    yield measuring.Figure(
        name="fan_out.cpu_per_delivery",
        unit="µs",
        values=ours.per_delivery(),
        floors=floor.per_delivery(),
        target=CPU,
    )


def _measure(side: Side, other: Side, client: redis.Redis, case_id: UUID, times: int) -> None:
    """Tell one side so many times; the other is idle meanwhile, and that is measured too."""
    used = side.cpu(), other.cpu()
    side.heard.append(_tell(side, client, case_id, times))
    side.busy.append(side.cpu() - used[0])
    other.idle.append(other.cpu() - used[1])
    other.audience.listen(0.1)
    other.audience.heard(case_id, {})


def _tell(side: Side, client: redis.Redis, case_id: UUID, times: int) -> listening.Heard:
    published: dict[int, float] = {}
    # A collection here would be taken for the server's delay.
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            change = _change(case_id)
            text = side.write(change)
            published[change.version] = time.perf_counter()
            client.publish(side.channel, text)
            side.audience.listen(APART)
    finally:
        gc.enable()
    return side.audience.heard(case_id, published)


def _change(case_id: UUID) -> registry.Change:
    """Give the case's card at a version of its own, which the second's reading finds as well."""
    Case.objects.filter(id=case_id).update(version=F("version") + 1)
    return next(iter(registry.live_sources["case"].cards([case_id])))


def _as_the_hub_frames_it(change: registry.Change) -> bytes:
    thing = frames.thing(change.kind, str(change.id), change.version, change.card)
    return frames.changes(topics.BOARD, [thing]).encode()


def _gather(where: place.Place, ours: Side, floor: Side, port: int) -> None:
    cookies = lines.signed_in(where.stack, "operator")
    headers = {"Origin": where.stack.address, "Cookie": f"sessionid={cookies['sessionid']}"}
    for _ in range(SOCKETS):
        ours.audience.join(where.stack.port, "/live/", headers)
        ours.audience.listen(0.001)
        floor.audience.join(port, "/", {})


def _wait_until_heard(side: Side, client: redis.Redis, case_id: UUID) -> None:
    """Tell until every socket hears: the first readings and snapshots take their time."""
    for _ in range(TRIES):
        side.audience.listen(0.3)
        if not _tell(side, client, case_id, 3).lost:
            return
    raise RuntimeError(f"{side.channel}: not every socket hears")


@contextlib.contextmanager
def _floor_process(where: place.Place) -> Iterator[tuple[int, int]]:
    """Run the floor; give its port and its process id."""
    port = ports.choose()
    process = children.Child(
        "broadcast",
        [sys.executable, "-m", "tests.bench.broadcast", str(port)],
        folder=run.ROOT,
        log=run.folder() / "broadcast.log",
        environment={**os.environ, "REDIS_URL": where.stack.valkey.url},
    )
    process.start()
    try:
        until = time.monotonic() + READY_WITHIN
        while ports.is_free("127.0.0.1", port):
            if process.pid is None or time.monotonic() > until:
                raise RuntimeError(f"the floor does not start:\n{process.last_words()}")
            time.sleep(0.05)
        yield port, process.pid or 0
    finally:
        process.stop()
