"""`manage.py serve`: the whole centre on one machine, until it is told to end."""

import dataclasses
import http
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from cae import databases, environment
from cae.services import (
    announcement,
    children,
    commands,
    embedded,
    layout,
    preflight,
    prepare,
    provisioning,
    trouble,
)

READY_WITHIN = 120.0
PREPARED_WITHIN = 600.0
LOOK_EVERY = 0.25
HOME = ("localhost", "127.0.0.1", "[::1]")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 (compared with, not bound)  # nosec B104


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the command line and the settings ask for."""

    var: Path
    signing_key: Path
    host: str
    port: int
    exercise: bool
    rehearsal: bool


class Ending:
    """Whether Ctrl-C, SIGTERM or the end of the terminal has asked us to end."""

    def __init__(self) -> None:
        """Nobody has asked."""
        self.asked = False

    def listen(self) -> None:
        """Listen for the signals from now on."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._take)
        # Under nohup the terminal's end is no reason.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._take)

    def wait(self, seconds: float) -> None:
        """Wait that long, or until somebody asks."""
        until = time.monotonic() + seconds
        while not self.asked and time.monotonic() < until:
            time.sleep(0.05)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


class Centre:
    """Everything that `make run` starts."""

    def __init__(self, wishes: Wishes, *, ending: Ending, say: Callable[[str], None]) -> None:
        """Take note; nothing is started yet."""
        self._wishes = wishes
        self._ending = ending
        self._say = say
        self._place = layout.Layout(wishes.var)
        self._supervisor = children.Supervisor(ledger=self._place.ledger, say=say)

    def run(self) -> None:
        """Start everything, stay until asked to end, end everything; raises Trouble."""
        preflight.folder(self._place)
        with preflight.only_one(self._place):
            children.end_leftovers(self._place.ledger, say=self._say)
            preflight.port(self._wishes.host, self._wishes.port)
            preflight.room(self._place.var)
            try:
                self._start()
                while not self._ending.asked:
                    self._supervisor.look()
                    self._ending.wait(LOOK_EVERY)
            finally:
                self._say("Ending")
                self._supervisor.stop()
                self._place.environment.unlink(missing_ok=True)
        self._say("Everything has ended; the data is kept.")

    def _start(self) -> None:
        layout.ensure_signing_key(self._wishes.signing_key)
        settings = self._settings()
        self._place.write_environment(settings)
        for step in (self._prepare, self._start_children):
            if self._ending.asked:
                return
            step(settings)
        if not self._ending.asked:
            self._announce()

    def _settings(self) -> dict[str, str]:
        """Start or find the servers; return the settings that every child gets."""
        purpose = "exercise" if self._wishes.exercise else "live"
        settings = {
            "CAE_VAR": str(self._place.var),
            "CAE_SIGNING_KEY_FILE": str(self._wishes.signing_key),
            "CAE_PURPOSE": purpose,
            **self._names(),
            **self._database(),
        }
        redis_url = environment.address("REDIS_URL")
        if not redis_url:
            valkey = embedded.Valkey(
                self._place.valkey, log=self._place.log("valkey"), say=self._say
            )
            self._say("Starting Valkey")
            self._supervisor.start(valkey)
            redis_url = valkey.url
        return {**settings, "REDIS_URL": redis_url}

    def _names(self) -> dict[str, str]:
        """Return the names under which browsers may ask for an address beside this machine's."""
        host = self._wishes.host
        if host in HOME or environment.text("CAE_ALLOWED_HOSTS"):
            return {}
        if host in EVERYWHERE:
            self._say("Other machines reach it under the names in CAE_ALLOWED_HOSTS, now none.")
            return {}
        return {"CAE_ALLOWED_HOSTS": ",".join([*HOME, host])}

    def _database(self) -> dict[str, str]:
        shared = environment.address("DATABASE_URL")
        if shared:
            given = {
                alias: environment.address(f"DATABASE_{alias.upper()}_URL", shared)
                for alias in databases.ROLES
            }
            self._say("Looking at the database of DATABASE_URL")
            provisioning.provide(
                url=given["migrator"], logins=provisioning.logins_of(given), say=self._say
            )
            return {"DATABASE_URL": shared}
        postgres = embedded.Postgres(
            self._place.postgres, log=self._place.log("postgresql"), say=self._say
        )
        self._say("Starting PostgreSQL")
        self._supervisor.start(postgres)
        provisioning.provide(
            url=postgres.url("superuser"),
            logins={role: role for role in provisioning.ROLES},
            create_database=True,
        )
        return {
            "DATABASE_URL": postgres.url("app"),
            **{
                f"DATABASE_{alias.upper()}_URL": postgres.url(alias)
                for alias in databases.ROLES
                if alias != "default"
            },
        }

    def _prepare(self, settings: Mapping[str, str]) -> None:
        """Migrate and load in a process of its own, which has these settings."""
        demonstration = self._place.credentials if self._wishes.exercise else None
        command = commands.preparation(credentials=demonstration)
        task = self._child("prepare", command, {**settings, "CAE_DATABASE_POOL": "0"})
        self._say("Preparing the database")
        task.start()
        shown = 0
        until = time.monotonic() + PREPARED_WITHIN
        while task.alive() and not self._ending.asked and time.monotonic() < until:
            self._ending.wait(0.05)
            shown = self._relay(task, shown)
        late = task.alive()
        task.stop()
        if self._ending.asked:
            return
        self._relay(task, shown)
        if task.result == prepare.TOLD:
            raise trouble.told_by(task.last_words())
        if late or task.result:
            raise trouble.Trouble(
                f"The database could not be prepared:\n{task.last_words()}",
                f"The whole story is in {self._shown(task.log)}.",
            )

    def _relay(self, task: children.Child, shown: int) -> int:
        """Say the lines meant for the terminal; return how many have been said."""
        lines = [line for line in task.words() if line.startswith(prepare.MARK)]
        for line in lines[shown:]:
            self._say(line.removeprefix(prepare.MARK))
        return len(lines)

    def _start_children(self, settings: Mapping[str, str]) -> None:
        self._supervisor.start(self._child("worker", commands.worker(), settings, patience=20))
        self._supervisor.start(self._child("sweeper", commands.sweeper(), settings))
        command = commands.web(host=self._wishes.host, port=self._wishes.port)
        web = self._child("web", command, settings)
        self._supervisor.start(web)
        self._wait_until_ready(web)
        if self._wishes.exercise and self._wishes.rehearsal and not self._ending.asked:
            command = commands.rehearsal(address=self._address, credentials=self._place.credentials)
            self._supervisor.start(self._child("rehearsal", command, settings))

    def _wait_until_ready(self, web: children.Child) -> None:
        self._say("Waiting until the centre is ready")
        until = time.monotonic() + READY_WITHIN
        while not self._ending.asked:
            if not web.alive():
                web.stop()
                raise trouble.Trouble(
                    f"The web process ended:\n{web.last_words()}",
                    f"The whole story is in {self._shown(web.log)}.",
                )
            if _is_ready(f"{self._address}health/ready/"):
                return
            if time.monotonic() > until:
                raise trouble.Trouble(
                    f"The centre was not ready within {READY_WITHIN:.0f} s:\n{web.last_words()}",
                    f"Look into the logs in {self._shown(self._place.var / 'log')}.",
                )
            self._ending.wait(0.1)

    def _announce(self) -> None:
        self._say(
            announcement.text(
                address=self._address,
                credentials=announcement.read(self._place.credentials),
                whereabouts=self._shown(self._place.credentials),
                logs=self._shown(self._place.var / "log"),
                environment=self._shown(self._place.environment),
            )
        )

    @property
    def _address(self) -> str:
        host = self._wishes.host
        shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self._wishes.port}/"

    def _child(
        self,
        name: str,
        command: list[str],
        settings: Mapping[str, str],
        *,
        patience: float = 10,
    ) -> children.Child:
        return children.Child(
            name,
            command,
            folder=commands.HERE,
            log=self._place.log(name),
            environment={**os.environ, "PYTHONUNBUFFERED": "1", **settings},
            patience=patience,
        )

    def _shown(self, path: Path) -> str:
        return layout.readable_from(Path.cwd(), path)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 (our own address)  # nosec B310
            return bool(answer.status == http.HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
