"""The real sweeper hands a closed case to the real worker, and a lost broker loses nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
import redis

from cae.services import commands
from calls.archive import verification
from calls.archive.models import SealedFile
from tests.calls.archive import closing
from tests.support import clones, run

Start = Callable[[Sequence[str]], subprocess.Popen[bytes]]


@pytest.fixture
def start(database: clones.Clone, valkey: str) -> Iterator[Start]:
    """Give a function that starts a process of ours on the test's servers."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(command: Sequence[str]) -> subprocess.Popen[bytes]:
        told = {**os.environ, **database.environment(), "REDIS_URL": valkey}
        process = subprocess.Popen(command, cwd=run.ROOT, env=told, start_new_session=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def sealed_within(seconds: float, count: int) -> None:
    """Wait until so many files are sealed."""
    until = time.monotonic() + seconds
    while SealedFile.objects.using("sealer").count() != count:
        assert time.monotonic() < until, f"not {count} files within {seconds} s"
        time.sleep(0.05)


@pytest.mark.stack
def test_a_closed_case_is_sealed_whatever_happens_to_broker_and_worker(
    start: Start, valkey: str
) -> None:
    start(commands.sweeper())
    worker = start(commands.worker())
    closing.closed_case()
    sealed_within(60, 1)
    worker.kill()
    worker.wait(10)
    for _ in range(5):
        closing.closed_case()
    with redis.Redis.from_url(valkey, socket_timeout=5) as client:
        time.sleep(1.5)
        client.flushall()
    start(commands.worker())
    sealed_within(60, 6)
    report = verification.verify()
    assert (report.faults, report.files, report.waiting) == ([], 6, 0)
