"""A hundred sign-in attempts a second: what a call's way costs meanwhile, and without them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import uuid4

import httpx

from tests.bench import lines, measuring, place
from tests.support import flood

RATE = 100
CALLS = 50
PAUSE = 0.05
TARGET = measuring.Limit(value=1000)


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times fifty calls that ring and are answered, flooded and not."""
    times = max(5, round(CALLS * size))
    desk = lines.desk(where.stack, "operator")
    gateway = httpx.Client(
        base_url=where.stack.address,
        headers={"Authorization": f"Bearer {where.stack.tokens['gateway']}"},
        timeout=30,
    )
    names = [where.stack.person("operator", number).username for number in (1, 2)]
    quiet, flooded, attempts = [], [], []
    with gateway:
        for _ in range(repeats):
            quiet.append(_worked(gateway, desk, times))
            began = time.monotonic()
            with flood.running(where.stack.port, names, rate=RATE) as tried:
                time.sleep(1)
                flooded.append(_worked(gateway, desk, times))
                answers = tried.stop()
            attempts.append(sum(answers.values()) / (time.monotonic() - began))
    for name, number in (("announce", 0), ("answer", 1)):
        yield measuring.Figure(
            name=f"flood.{name}.p95",
            unit="ms",
            values=[measuring.percentile(took[number], 95) for took in flooded],
            floors=[measuring.percentile(took[number], 95) for took in quiet],
            target=TARGET,
        )
    yield measuring.Figure(name="flood.attempts", unit="1/s", values=attempts)


def _worked(gateway: httpx.Client, desk: lines.Line, times: int) -> tuple[list[float], list[float]]:
    """Let calls ring and answer them, each once; give the milliseconds of both."""
    announced, answered = [], []
    desk.refresh()
    for _ in range(times):
        told = {"call_id": f"flood-{uuid4()}", "callback_number": "+34600123123"}
        began = time.perf_counter()
        rung = gateway.post(
            "/api/v1/calls/", json=told | {"dialled": "112", "kind": "telephone"}
        ).raise_for_status()
        announced.append((time.perf_counter() - began) * 1e3)
        began = time.perf_counter()
        desk.command(f"/calls/{rung.json()['id']}/answer/")
        answered.append((time.perf_counter() - began) * 1e3)
        time.sleep(PAUSE)
    return announced, answered
