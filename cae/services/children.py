"""Keeping a handful of processes alive, and ending them and nothing else."""

import dataclasses
import json
import signal
import subprocess  # nosec B404 - by list, never through a shell
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from cae.services import processes, secret_files, trouble

DELAYS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# A process that lived this long starts again without waiting.
STEADY = 60.0


class Service(Protocol):
    """Something that runs as a process: an embedded server, or a child."""

    name: str
    ends_by: signal.Signals

    @property
    def pid(self) -> int | None:
        """Return its process id, or None when it does not run."""

    def start(self) -> None:
        """Start it; raise Trouble when it cannot."""

    def alive(self) -> bool:
        """Tell whether it runs."""

    def stop(self) -> None:
        """End it and wait for its end."""


class Child:
    """A command of ours, run as a process of its own session with a log of its own."""

    ends_by = signal.SIGTERM

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        log: Path,
        environment: Mapping[str, str],
        patience: float = 10,
    ) -> None:
        """Take note; `patience` is how many seconds it may take to end by itself."""
        self.name = name
        self.log = log
        self._command = command
        self._folder = folder
        self._environment = environment
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._offset = 0

    @property
    def pid(self) -> int | None:
        """Return its process id, or None when it does not run."""
        process = self._process
        # Not poll(): an ended process keeps its id, and its group's, until we have taken note.
        if process is None or process.returncode is not None or not processes.alive(process.pid):
            return None
        return process.pid

    @property
    def result(self) -> int | None:
        """Return how it ended: its code, or minus the signal that killed it."""
        return self._process.returncode if self._process is not None else None

    def start(self) -> None:
        """Start it."""
        self._offset = self.log.stat().st_size if self.log.exists() else 0
        self._process = processes.spawn(
            self._command, folder=self._folder, log=self.log, environment=self._environment
        )

    def alive(self) -> bool:
        """Tell whether it runs."""
        return self.pid is not None

    def stop(self) -> None:
        """Ask it to end (its main process only), then end it and what it left behind."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        processes.end(process.pid, by=[(signal.SIGTERM, self._patience), (signal.SIGKILL, 5)])
        processes.end_group(process.pid)
        process.wait()

    def words(self) -> list[str]:
        """Return the lines it wrote since it started."""
        return processes.words_since(self.log, self._offset).splitlines()

    def last_words(self) -> str:
        """Return the end of what it wrote since it started."""
        return "\n".join(self.words()[-12:])


@dataclasses.dataclass
class _Care:
    """What the supervisor remembers of one service."""

    service: Service
    started: float
    falls: int = 0
    due: float | None = None


class Supervisor:
    """Start services in order, start again what ends, end all in the opposite order."""

    def __init__(
        self,
        *,
        ledger: Path,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take note; `ledger` keeps the process ids for a start that follows a killed one."""
        self._ledger = ledger
        self._say = say
        self._clock = clock
        self._cared: list[_Care] = []

    def start(self, service: Service) -> None:
        """Start a service and care for it from now on."""
        service.start()
        self._cared.append(_Care(service, self._clock()))
        self._note()

    def look(self) -> None:
        """Notice what has ended; start it again once its delay is over."""
        now = self._clock()
        for care in self._cared:
            if care.due is None and not care.service.alive():
                self._plan(care, now)
            elif care.due is not None and now >= care.due:
                self._start_again(care, now)

    def stop(self) -> None:
        """End every service, the one started last first; go on where one resists."""
        while self._cared:
            care = self._cared.pop()
            try:
                care.service.stop()
            except OSError as error:
                self._say(f"{care.service.name} did not end: {error}")
        self._ledger.unlink(missing_ok=True)

    def _plan(self, care: _Care, now: float) -> None:
        if now - care.started >= STEADY:
            care.falls = 0
        delay = DELAYS[min(care.falls, len(DELAYS) - 1)]
        care.falls += 1
        care.due = now + delay
        care.service.stop()
        how = ""
        if isinstance(care.service, Child):
            how = f" (result {care.service.result}; see {care.service.log})"
        self._say(f"{care.service.name} ended{how}; it starts again in {delay:.0f} s.")

    def _start_again(self, care: _Care, now: float) -> None:
        care.started, care.due = now, None
        try:
            care.service.start()
        except (trouble.Trouble, OSError) as error:
            self._say(f"{care.service.name}: {error}")
            return
        self._note()
        self._say(f"{care.service.name} runs again.")

    def _note(self) -> None:
        running = [
            {"name": name, "pid": pid, "birth": processes.birth(pid), "signal": int(signal_)}
            for name, pid, signal_ in (
                (care.service.name, care.service.pid, care.service.ends_by) for care in self._cared
            )
            if pid is not None
        ]
        secret_files.replace(self._ledger, json.dumps(running, indent=1))


def end_leftovers(ledger: Path, *, say: Callable[[str], None]) -> None:
    """End what a killed start left running: the same process ids, born at the same moment."""
    try:
        noted = json.loads(ledger.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    for entry in reversed(noted):
        pid = entry["pid"]
        if processes.alive(pid) and processes.birth(pid) == entry["birth"]:
            say(f"Ending {entry['name']} (process {pid}), left over from a start that was killed.")
            gentle = signal.Signals(entry["signal"])
            forced = signal.SIGQUIT if gentle is signal.SIGINT else signal.SIGKILL
            processes.end(pid, by=[(gentle, 10), (forced, 10)])
    ledger.unlink(missing_ok=True)
