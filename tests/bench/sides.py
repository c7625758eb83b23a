"""The servers that fan-out compares: web processes and floors, each with its audience."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import redis

from cae.services import children, commands, embedded, ports
from calls.casefile import announce, registry
from calls.live import frames, topics
from tests.bench import broadcast, lines, listening, place
from tests.support import run

SOCKETS = 200
READY_WITHIN = 30.0
Servers = Sequence[tuple[int, int]]
"""Port and process id of each."""
Headers = Mapping[str, str]


@dataclasses.dataclass
class Turn:
    """What one turn of telling took: what was heard, processor seconds, seconds."""

    heard: listening.Heard
    used: float
    lasted: float


@dataclasses.dataclass
class Side:
    """Some processes that are told by one Valkey: how, and who hears them."""

    name: str
    pids: tuple[int, ...]
    channel: str
    client: redis.Redis
    write: Callable[[registry.Change], bytes]
    audience: listening.Audience = dataclasses.field(default_factory=listening.Audience)
    turns: list[Turn] = dataclasses.field(default_factory=list)
    idle: list[float] = dataclasses.field(default_factory=list)

    def cpu(self) -> float:
        """Give the seconds of processor time its processes have used (clock_getcpuclockid(3))."""
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids)

    def tell(self, work: Callable[[Side], listening.Published]) -> listening.Heard:
        """Let it be told, and take down what that took."""
        began, used = time.perf_counter(), self.cpu()
        # A collection here would be taken for the server's delay.
        gc.collect()
        gc.disable()
        try:
            published = work(self)
        finally:
            gc.enable()
        lasted, used = time.perf_counter() - began, self.cpu() - used
        self.turns.append(Turn(self.audience.heard(published), used, lasted))
        return self.turns[-1].heard

    def per_delivery(self) -> list[float]:
        """Give each turn's µs for a delivery: what it used, less what it uses when all rest."""
        rest = statistics.median(self.idle)
        return [
            (turn.used - rest * turn.lasted) * 1e6 / len(turn.heard.took) for turn in self.turns
        ]


def rest(sides: Sequence[Side], seconds: float) -> None:
    """Let nobody be told, and take down what the processes use then: beats and readings."""
    before = [side.cpu() for side in sides]
    time.sleep(seconds)
    for side, used in zip(sides, before, strict=True):
        side.idle.append((side.cpu() - used) / seconds)


@contextlib.contextmanager
def opened(where: place.Place, folder: Path) -> Iterator[tuple[Side, Side, Side, Side]]:
    """Give one web process and its floor, then two and theirs, 200 sockets on each side.

    The two have a Valkey of their own: pub/sub knows no database numbers.
    """
    with contextlib.ExitStack() as stack:
        other = embedded.Valkey(folder / "valkey-two")
        other.start()
        stack.callback(other.discard)
        one, two = (stack.enter_context(redis.Redis.from_url(url)) for url in _urls(where, other))
        ours, second, third = (
            (where.stack.port, where.stack.pid("web")),
            *(stack.enter_context(_web(where, other.url)) for _ in range(2)),
        )
        single, left, right = (
            stack.enter_context(_floor(url)) for url in (where.stack.valkey.url, *[other.url] * 2)
        )
        headers = signed_in(where)
        sides = (
            web("one_process", one, [ours], headers),
            floor("one floor", one, [single]),
            web("two_processes", two, [second, third], headers),
            floor("two floor", two, [left, right]),
        )
        for side in sides:
            stack.callback(side.audience.close)
        yield sides


def web(
    name: str, client: redis.Redis, servers: Servers, headers: Headers, *, sockets: int = SOCKETS
) -> Side:
    """Give some web processes, with an operator's page on each of the sockets."""
    pids = tuple(pid for _, pid in servers)
    side = Side(name, pids, announce.channel(), client, announce.encode)
    _join(side, servers, "/live/", headers, sockets)
    return side


def floor(name: str, client: redis.Redis, servers: Servers) -> Side:
    """Give some floors."""
    pids = tuple(pid for _, pid in servers)
    side = Side(name, pids, broadcast.CHANNEL, client, as_the_hub_frames_it)
    _join(side, servers, "/", {}, SOCKETS)
    return side


def signed_in(where: place.Place) -> Headers:
    """Give the headers with which an operator's page opens its socket."""
    cookies = lines.signed_in(where.stack, "operator")
    return {"Cookie": f"sessionid={cookies['sessionid']}"}


def as_the_hub_frames_it(change: registry.Change) -> bytes:
    """Give the bytes that a browser is sent."""
    thing = frames.thing(change.kind, str(change.id), change.version, change.card)
    return frames.changes(topics.BOARD, [thing]).encode()


def _urls(where: place.Place, other: embedded.Valkey) -> tuple[str, str]:
    return where.stack.valkey.url, other.url


def _join(side: Side, servers: Servers, path: str, headers: Headers, sockets: int) -> None:
    for number in range(sockets):
        port = servers[number % len(servers)][0]
        told = {**headers, "Origin": f"http://127.0.0.1:{port}"}
        side.audience.join(port, path, told)
        side.audience.listen(0.001)


@contextlib.contextmanager
def _web(where: place.Place, redis_url: str) -> Iterator[tuple[int, int]]:
    """Run one more web process over the same database; give its port and its process id."""
    port = ports.choose()
    told = {**where.stack.environment(), "REDIS_URL": redis_url}
    with _running(commands.web(host="127.0.0.1", port=port), port, told) as pid:
        yield port, pid


@contextlib.contextmanager
def _floor(redis_url: str) -> Iterator[tuple[int, int]]:
    """Run a floor; give its port and its process id."""
    port = ports.choose()
    command = [sys.executable, "-m", "tests.bench.broadcast", str(port)]
    with _running(command, port, {**os.environ, "REDIS_URL": redis_url}) as pid:
        yield port, pid


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    process = children.Child(
        f"server {port}",
        command,
        folder=run.ROOT,
        log=run.folder() / f"server-{port}.log",
        environment=environment,
    )
    process.start()
    try:
        until = time.monotonic() + READY_WITHIN
        while ports.is_free("127.0.0.1", port):
            if process.pid is None or time.monotonic() > until:
                raise RuntimeError(f"a server does not start:\n{process.last_words()}")
            time.sleep(0.05)
        yield process.pid or 0
    finally:
        process.stop()
