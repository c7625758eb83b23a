"""A PostgreSQL server of our own, with a login for each role."""

import contextlib
import os
import shutil
import signal
import subprocess  # nosec B404 - by list, never through a shell
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from cae.services import accounts, binaries, cluster, ports, processes, secret_files, trouble

LOGINS: Final = {
    "superuser": "postgres",
    "migrator": "cae_migrator",
    "app": "cae_app",
    "sealer": "cae_sealer",
    "official": "cae_official",
    "auditor": "cae_auditor",
}
READY_WITHIN = 120.0
# Passing reasons: another process took the port, or a killed server's backends still end.
PASSING_WITHIN = 15.0
PASSING = ("Address already in use", "is still in use")
# sun_path holds 104 bytes on some systems; PostgreSQL adds "/.s.PGSQL.65535".
SOCKET_FOLDER_LIMIT = 85
SURROUNDINGS: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
ALWAYS: Final = {
    "fsync": "on",
    "synchronous_commit": "on",
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_destination": "stderr",
    # What an error repeats of a row or a statement would be personal data in a log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class Postgres:
    """The server whose data lives under `root`.

    `port` is chosen when not given, and kept for later starts of this object. `settings` add
    to the server's own, for throw-away servers even `fsync=off`; `synchronous_commit` is on,
    always.
    """

    name = "postgresql"
    ends_by = signal.SIGINT

    def __init__(
        self,
        root: Path,
        *,
        port: int | None = None,
        log: Path | None = None,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take note; nothing is made or started yet."""
        self.root = root.absolute()
        self._port = port
        self._log = log
        self._settings = {**ALWAYS, **(settings or {}), "synchronous_commit": "on"}
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_folder: Path | None = None

    @property
    def home(self) -> Path:
        """Return where its files are: `root`, or the folder that `root` points to."""
        return accounts.settled(self.root)

    @property
    def pid(self) -> int | None:
        """Return the server's process id, or None when it does not run."""
        if self._process is not None and processes.runs(self._process):
            return self._process.pid
        return cluster.running(self.home / cluster.DATA)

    @property
    def port(self) -> int:
        """Return the port of the running server, whoever started it."""
        return cluster.noted_port(self.home / cluster.DATA) or self._port or 0

    def alive(self) -> bool:
        """Tell whether the server runs."""
        return self.pid is not None

    def url(self, role: str, database: str = "cae") -> str:
        """Return the address of the database for one of LOGINS."""
        login = LOGINS[role]
        return f"postgresql://{login}:{self._password(login)}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, made first where there is none; return when it answers.

        Raises Trouble when another server has the data open, the data is half made or of
        another version, the disk is full, or it does not answer within 120 s.
        """
        account = accounts.of(self.root)
        home = accounts.settle(self.root, account=account, say=self._say)
        self._refuse_a_second()
        self._forget()
        programs = binaries.postgres(home=home, account=account)
        data = cluster.ensure(
            home=home,
            programs=programs,
            account=account,
            password=lambda: self._password("postgres"),
            say=self._say,
        )
        self._require_password(data)
        self._launch(data, programs, account)
        try:
            self._ensure_logins()
        except psycopg.Error as error:
            self.stop()
            raise cluster.explained(str(error), home) from error
        account.give_all(home / "passwords")

    def stop(self) -> None:
        """Stop the server (a fast shutdown, then an immediate one) and wait for its end."""
        pid = self.pid
        if pid is not None:
            processes.end(pid, by=[(signal.SIGINT, 60), (signal.SIGQUIT, 15)])
        self._forget()
        if self._socket_folder is not None:
            shutil.rmtree(self._socket_folder, ignore_errors=True)
            self._socket_folder = None

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

    def _refuse_a_second(self) -> None:
        pid = self.pid
        if pid is not None:
            raise trouble.Trouble(
                f"A PostgreSQL server (process {pid}) already has {self.home} open.",
                f"If it is left over from a start that was killed: kill -INT {pid}",
            )

    def _require_password(self, data: Path) -> None:
        if not self._password_file("postgres").exists():
            raise trouble.Trouble(
                f"{self._password_file('postgres')} is missing; nothing else opens {data}.",
                f"Put the file back, or delete {self.home} to start afresh.",
            )

    def _launch(self, data: Path, programs: Path, account: accounts.Account) -> None:
        log = self._log or self.home / "log"
        fixed = self._port
        until = time.monotonic() + READY_WITHIN
        retry_until = time.monotonic() + PASSING_WITHIN
        while True:
            cluster.disown_stale_lock(data)
            self._port = fixed or ports.choose()
            offset = log.stat().st_size if log.exists() else 0
            self._process = processes.spawn(
                self._command(data, programs, account),
                folder=data,
                log=log,
                environment=SURROUNDINGS,
                account=account,
            )
            if self._answers(data, until):
                return
            words = processes.words_since(log, offset)
            self.stop()
            passing = any(reason in words for reason in PASSING)
            if not passing or time.monotonic() > retry_until:
                raise cluster.explained(words, self.home)
            time.sleep(0.3)

    def _command(self, data: Path, programs: Path, account: accounts.Account) -> list[str]:
        settings = {
            **self._settings,
            "port": str(self._port),
            "unix_socket_directories": f'"{self._socket(account)}"',
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(programs / "postgres"), "-D", str(data), *options]

    def _socket(self, account: accounts.Account) -> Path:
        """Return the folder of the Unix socket, short enough for its address."""
        near = self.home / "run"
        if len(os.fsencode(near)) <= SOCKET_FOLDER_LIMIT:
            near.mkdir(mode=0o700, exist_ok=True)
            account.give(near)
            return near
        if self._socket_folder is None:
            self._socket_folder = Path(tempfile.mkdtemp(prefix="cae-", dir="/tmp"))  # nosec B108 - mkdtemp makes it private
            account.give(self._socket_folder)
        return self._socket_folder

    def _answers(self, data: Path, until: float) -> bool:
        """Wait for the first answer; False when the server ended or time is up."""
        process = self._process
        while process is not None and process.poll() is None and time.monotonic() < until:
            # Another server may answer at the port; ours says in its lock when it is ready.
            if cluster.is_ready(data, process.pid) and self._lets_us_in():
                return True
            time.sleep(processes.STEP)
        return False

    def _lets_us_in(self) -> bool:
        try:
            psycopg.connect(self._own_url(), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" not in str(error):
                return False
            self.stop()
            raise trouble.Trouble(
                f"{self._password_file('postgres')} is not this database's password.",
                f"Put the right file back, or delete {self.home} to start afresh.",
            ) from error
        return True

    def _ensure_logins(self) -> None:
        with psycopg.connect(self._own_url(), autocommit=True) as connection:
            found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for login in LOGINS.values():
                if login == "postgres":
                    continue
                verifier = connection.pgconn.encrypt_password(
                    self._password(login).encode(), login.encode(), b"scram-sha-256"
                )
                connection.execute(
                    sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                        sql.SQL("ALTER" if login in found else "CREATE"),
                        sql.Identifier(login),
                        sql.Literal(verifier.decode()),
                    )
                )

    def _own_url(self) -> str:
        """Return the superuser's address at the port we chose: postmaster.pid may be older."""
        return f"postgresql://postgres:{self._password('postgres')}@127.0.0.1:{self._port}/postgres"

    def _password_file(self, login: str) -> Path:
        return self.home / "passwords" / login

    def _password(self, login: str) -> str:
        return secret_files.kept(self._password_file(login))
