"""The processes of a centre, forked from one that has imported everything (`forking`)."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cae.services import processes
from tests.support import run

LAST_LINES = 12


class Fork:
    """A process of the nursery, cared for as a `children.Child` is.

    It is one like any other: it has its own session, log, and settings read from its own
    environment, and may be asked to end, or killed. Only the imports, which are nine tenths
    of a start, were done before.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
    ) -> None:
        """Take note of a Python's command line; nothing is started yet."""
        self.name = name
        self.log = log
        self._order = {
            "command": list(command[1:]),
            "log": str(log),
            "environment": dict(environment),
        }
        self._pid = 0
        self._offset = 0

    @property
    def pid(self) -> int | None:
        """Return its process id, or None when it does not run."""
        return self._pid if self._pid and processes.alive(self._pid) else None

    def start(self) -> None:
        """Start it."""
        # It may be killed before it has written a word.
        self.log.touch(mode=0o600)
        self._offset = self.log.stat().st_size
        self._pid = _forked(self._order)

    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.pid is not None

    def stop(self) -> None:
        """Ask it to end (its main process only), then end it and what it left behind."""
        if self._pid:
            processes.end(self._pid, by=[(signal.SIGTERM, 10), (signal.SIGKILL, 5)])
            processes.end_group(self._pid)

    def last_words(self) -> str:
        """Return the end of what it wrote since it started."""
        words = processes.words_since(self.log, self._offset)
        return "\n".join(words.splitlines()[-LAST_LINES:])


def close() -> None:
    """End the nursery of this process, where it has one."""
    if _nursery.cache_info().currsize:
        _nursery().communicate()
        _nursery.cache_clear()


@functools.cache
def _nursery() -> subprocess.Popen[bytes]:
    with (run.folder() / f"nursery-{os.getpid()}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.forking"],
            cwd=run.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )


def _forked(order: Mapping[str, object]) -> int:
    nursery = _nursery()
    if nursery.stdin is None or nursery.stdout is None:
        raise RuntimeError("the nursery has no ears")
    nursery.stdin.write(json.dumps(order).encode() + b"\n")
    nursery.stdin.flush()
    answer = nursery.stdout.readline()
    if not answer:
        raise RuntimeError("the nursery ended; its log says why")
    return int(answer)
