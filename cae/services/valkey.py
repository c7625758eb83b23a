"""A Valkey server of our own: messages that may be lost, nothing that must be kept."""

import contextlib
import os
import shutil
import signal
import subprocess  # nosec B404 - by list, never through a shell
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import redis
from redis import backoff, retry

from cae.services import accounts, binaries, ports, processes, secret_files, trouble

READY_WITHIN = 30.0
TRIES = 5
ONCE: Final = retry.Retry(backoff.NoBackoff(), 0)


class Valkey:
    """The server whose folder is `root`; it listens on 127.0.0.1 and wants a password.

    `port` is chosen when not given, and kept for later starts of this object.
    """

    name = "valkey"
    ends_by = signal.SIGTERM

    def __init__(
        self,
        root: Path,
        *,
        port: int | None = None,
        log: Path | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take note; nothing is made or started yet."""
        self.root = root.absolute()
        self._port = port
        self._log = log
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """Return where its files are: `root`, or the folder that `root` points to."""
        return accounts.settled(self.root)

    @property
    def pid(self) -> int | None:
        """Return the server's process id, or None when it does not run."""
        if self._process is not None and processes.runs(self._process):
            return self._process.pid
        pid, _ = self._noted()
        return pid

    @property
    def port(self) -> int:
        """Return the port of the running server, whoever started it."""
        pid, port = self._noted()
        return port if pid else self._port or 0

    @property
    def url(self) -> str:
        """Return the server's address with its password."""
        return f"redis://:{self._password()}@127.0.0.1:{self.port}/0"

    def alive(self) -> bool:
        """Tell whether the server runs."""
        return self.pid is not None

    def start(self) -> None:
        """Start the server and return when it answers; raise Trouble when it does not."""
        account = accounts.of(self.root)
        home = accounts.settle(self.root, account=account, say=self._say)
        pid = self.pid
        if pid is not None:
            raise trouble.Trouble(
                f"A Valkey server (process {pid}) already runs in {home}.",
                f"If it is left over from a start that was killed: kill {pid}",
            )
        self._forget()
        program = binaries.valkey(home=home, account=account)
        self._launch(home, program, account)
        account.give_all(home)

    def stop(self) -> None:
        """Stop the server and wait for its end."""
        pid = self.pid
        if pid is not None:
            processes.end(pid, by=[(signal.SIGTERM, 10), (signal.SIGKILL, 5)])
        self._forget()

    def _forget(self) -> None:
        """Take note of the end of our process, whose last threads may still be ending."""
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            self._process = None

    def discard(self) -> None:
        """Stop a throw-away server and delete everything it had."""
        home = self.home
        self.stop()
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def _launch(self, home: Path, program: Path, account: accounts.Account) -> None:
        log = self._log or home / "log"
        fixed = self._port
        for _ in range(TRIES):
            self._port = fixed or ports.choose()
            offset = log.stat().st_size if log.exists() else 0
            self._process = processes.spawn(
                [program, "-"],
                folder=home,
                log=log,
                environment={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                account=account,
                stdin=subprocess.PIPE,
            )
            self._tell(self._process)
            if self._answers():
                secret_files.replace(home / "process", f"{self._process.pid} {self._port}\n")
                return
            words = processes.words_since(log, offset)
            self.stop()
            if "Address already in use" not in words:
                break
            time.sleep(0.3)
        tail = "\n".join(words.strip().splitlines()[-5:])
        raise trouble.Trouble(
            f"Valkey did not start:\n{tail}",
            f"The lines above say why; {home} may be deleted, it keeps nothing.",
        )

    def _tell(self, process: "subprocess.Popen[bytes]") -> None:
        """Hand over the settings by standard input: a command line is everybody's to read."""
        lines = [
            "bind 127.0.0.1",
            f"port {self._port}",
            f"requirepass {self._password()}",
            'save ""',
            "appendonly no",
            "daemonize no",
        ]
        if process.stdin is not None:
            try:
                process.stdin.write("\n".join([*lines, ""]).encode())
                process.stdin.close()
            except BrokenPipeError:
                pass

    def _answers(self) -> bool:
        until = time.monotonic() + READY_WITHIN
        process = self._process
        address = f"redis://:{self._password()}@127.0.0.1:{self._port}/0"
        while process is not None and process.poll() is None and time.monotonic() < until:
            client = redis.Redis.from_url(
                address, socket_timeout=2, socket_connect_timeout=2, retry=ONCE
            )
            try:
                client.ping()
            except redis.RedisError:
                time.sleep(processes.STEP)
            else:
                return process.poll() is None
            finally:
                client.close()
        return False

    def _noted(self) -> tuple[int | None, int]:
        """Return process id and port of the running server as its start noted them."""
        try:
            pid, port = map(int, (self.home / "process").read_text(encoding="utf-8").split())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None, 0
        ours = processes.alive(pid) and "valkey-server" in processes.command_line(pid)
        return (pid if ours else None), port

    def _password(self) -> str:
        return secret_files.kept(self.home / "password")
