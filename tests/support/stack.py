"""The real processes of a centre on a database of the test's own, each of which may be killed."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from cae.services import announcement, children, embedded, layout, ports
from tests.support import clones, nursery, run

READY_WITHIN = 60.0
PARTS = ("worker", "sweeper", "web")


class Stack:
    """Web, worker and sweeper over a clone with reference data, and a Valkey of their own.

    `clone` is their database, `folder` holds their logs and archive, `people` and `tokens`
    are those of the demonstration. Each is a program of its own, or `forked` from one that
    has imported everything.
    """

    def __init__(self, clone: clones.Clone, folder: Path, *, forked: bool = False) -> None:
        """Take note; nothing is started yet."""
        self.clone = clone
        self.folder = folder
        self.port = ports.choose()
        self.valkey = embedded.Valkey(folder / "valkey")
        self.credentials = announcement.read(clones.credentials())
        self._forked = forked
        self._children: dict[str, children.Child | nursery.Fork] = {}

    @property
    def address(self) -> str:
        """Return the web process's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def live_address(self) -> str:
        """Return the address of its sockets."""
        return f"ws://127.0.0.1:{self.port}/live/"

    @property
    def tokens(self) -> Mapping[str, str]:
        """Return the machines' tokens: `gateway`, `official`, `avl`."""
        return self.credentials.tokens

    def person(self, role: str, number: int = 0) -> announcement.SignIn:
        """Return the sign-in of the demonstration's first, second … person of that role."""
        return [person for person in self.credentials.people if person.role == role][number]

    def environment(self) -> dict[str, str]:
        """Return the settings that every process of the stack gets."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        return {
            **ours,
            **self.clone.environment(),
            "REDIS_URL": self.valkey.url,
            "CAE_VAR": str(self.folder),
            "CAE_SIGNING_KEY_FILE": str(self.folder / "keys" / "seal.pem"),
            "CAE_PURPOSE": "exercise",
            "CAE_DATABASE_POOL": "1",
            "CAE_LOG_LEVEL": "INFO",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, *, without: frozenset[str] = frozenset()) -> None:
        """Start everything but `without`, and wait until the centre is ready."""
        layout.ensure_signing_key(self.folder / "keys" / "seal.pem")
        self.valkey.start()
        for name in PARTS:
            if name not in without:
                self.start_part(name)
        if "web" not in without:
            self.wait_until_ready()

    def start_part(self, name: str) -> None:
        """Start `web`, `worker` or `sweeper`."""
        command, log, told = self._command(name), self.log(name), self.environment()
        self._children[name] = (
            nursery.Fork(name, command, log=log, environment=told)
            if self._forked
            else children.Child(name, command, folder=run.ROOT, log=log, environment=told)
        )
        self._children[name].start()

    def kill(self, name: str) -> None:
        """End `web`, `worker`, `sweeper` or `valkey` as a power cut would (SIGKILL)."""
        if name == "valkey":
            pid = self.valkey.pid
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            self.valkey.stop()
            return
        child = self._children.pop(name)
        if child.pid is not None:
            os.killpg(child.pid, signal.SIGKILL)
        child.stop()

    def restart(self, name: str) -> None:
        """Start again what `kill` ended; of the web process, wait until it is ready."""
        if name == "valkey":
            self.valkey.start()
            return
        self.start_part(name)
        if name == "web":
            self.wait_until_ready()

    def stop(self) -> None:
        """End everything in order, the web process first."""
        for name in reversed(PARTS):
            if name in self._children:
                self._children.pop(name).stop()
        self.valkey.stop()

    def discard(self) -> None:
        """End everything at once: nobody asks any more how it ends."""
        for child in self._children.values():
            if child.pid is not None:
                os.killpg(child.pid, signal.SIGKILL)
        self.stop()

    def wait_until_ready(self) -> None:
        """Wait until the web process says that it is; raise with its last words otherwise."""
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            child = self._children["web"]
            if not child.alive():
                break
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.address}/health/ready/", timeout=2).is_success:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the web process is not ready:\n{child.last_words()}")

    def pid(self, name: str) -> int:
        """Return the process id of `web`, `worker` or `sweeper`; 0 when it does not run."""
        return self._children[name].pid or 0

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.folder / f"{name}.log"

    def last_words(self) -> dict[str, str]:
        """Return the end of each log, for the report of a test that failed."""
        logs = sorted(self.folder.glob("*.log"))
        return {log.stem: "\n".join(log.read_text().splitlines()[-40:]) for log in logs}

    def _command(self, name: str) -> list[str]:
        if name == "web":
            return [
                *(sys.executable, "-m", "uvicorn", "cae.asgi:application"),
                *("--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"),
                *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
                *("--ws-max-size", "65536"),
                *("--timeout-graceful-shutdown", "3", "--lifespan", "off"),
            ]
        if name == "worker":
            return [
                *(sys.executable, "-m", "celery", "-A", "cae.celery", "worker"),
                *("--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"),
            ]
        return [sys.executable, "manage.py", "sweep"]


@contextmanager
def running(*, without: frozenset[str] = frozenset()) -> Iterator[Stack]:
    """Start a stack on a fresh clone of a filled centre; end it and drop the clone."""
    with clones.fresh(clones.centre_template()) as clone:
        stack = Stack(clone, run.folder() / clone.name, forked=True)
        try:
            stack.start(without=without)
            yield stack
        finally:
            stack.discard()
