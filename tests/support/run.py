"""One run of the tests: its folder, and its throw-away servers, started when first asked for."""

import dataclasses
import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cae.services import processes

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = ROOT / "var" / "test"
VARIABLE = "CAE_TEST_RUN"
# A throw-away database in memory is cloned ten times quicker than on a busy disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - private folders are made in it
MEMORY_NEEDED = 2 * 1024**3
READY_WITHIN = 180.0
ENDED_WITHIN = 60.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Servers:
    """Where the run's PostgreSQL answers: an address for each role, but for the database."""

    addresses: Mapping[str, str]

    def url(self, role: str, database: str) -> str:
        """Return the address of a database as that role (`superuser` too)."""
        return f"{self.addresses[role]}/{database}"


def folder() -> Path:
    """Return the run's folder; the first process of a run makes it, xdist's workers share it."""
    if VARIABLE not in os.environ:
        _forget_ended_runs()
        made = RUNS / f"run-{os.getpid()}"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        os.environ[VARIABLE] = str(made)
    return Path(os.environ[VARIABLE])


def quick_folder() -> Path:
    """Return where the run's database lies: in memory where there is enough, else on disk."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
        return MEMORY / f"cae-test-{folder().name}"
    return folder() / "postgres"


def is_owner() -> bool:
    """Tell whether this process began the run."""
    return folder().name == f"run-{os.getpid()}"


def servers() -> Servers:
    """Return the run's servers, started by a process of their own when there are none yet."""
    with locked("servers"):
        ready = folder() / "servers.json"
        if not ready.exists():
            _start_keeper(ready)
        return Servers(addresses=json.loads(ready.read_text(encoding="utf-8")))


def end() -> None:
    """Stop the run's servers and delete its folder."""
    pid = folder() / "keeper.pid"
    if pid.exists():
        keeper = int(pid.read_text(encoding="utf-8"))
        (folder() / "stop").touch()
        until = time.monotonic() + ENDED_WITHIN
        while processes.alive(keeper) and time.monotonic() < until:
            time.sleep(0.05)
    shutil.rmtree(folder(), ignore_errors=True)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process of the run at a time do this."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_keeper(ready: Path) -> None:
    owner = folder().name.removeprefix("run-")
    log = folder() / "keeper.log"
    keeper = processes.spawn(
        [sys.executable, "-m", "tests.support.keeper", str(folder()), owner],
        folder=ROOT,
        log=log,
        environment=os.environ,
    )
    until = time.monotonic() + READY_WITHIN
    while not ready.exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the test servers did not start:\n{log.read_text()}")
        time.sleep(0.02)
    _children.append(keeper)


# Kept so that a keeper that outlives its starter is not reported as a forgotten child.
_children: "list[subprocess.Popen[bytes]]" = []


def _forget_ended_runs() -> None:
    for left in (*RUNS.glob("run-*"), *MEMORY.glob("cae-test-run-*")):
        if not processes.alive(int(left.name.rpartition("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
