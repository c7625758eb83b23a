import dataclasses
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from cae.services import announcement, layout, ports, processes
from tests.support import clones, run

pytestmark = [pytest.mark.stack, pytest.mark.long]


@dataclasses.dataclass
class Run:
    """One `manage.py serve`."""

    process: "subprocess.Popen[bytes]"
    place: layout.Layout
    port: int
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def pids(self) -> dict[str, int]:
        """Return what it has started, by name."""
        noted = json.loads(self.place.ledger.read_text(encoding="utf-8"))
        return {entry["name"]: entry["pid"] for entry in noted}

    def wait_for(self, line: str, *, within: float = 150) -> None:
        until = time.monotonic() + within
        while line not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)

    def end(self, number: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(120)


@pytest.fixture
def var() -> Iterator[Path]:
    """Give a folder that an account other than root can enter."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "var"


@pytest.fixture
def bystander() -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process that is nobody's business."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


@contextmanager
def serving(var: Path, *, port: int, **given: str) -> Iterator[Run]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    own.pop("REDIS_URL", None)
    environment = own | {"CAE_ENV": "development", "CAE_VAR": str(var), "PORT": str(port)} | given
    output = var.with_name(f"output-{port}-{time.monotonic_ns()}")
    with output.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=run.ROOT,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    started = Run(process, layout.Layout(var), port, output)
    try:
        yield started
    finally:
        started.end(signal.SIGTERM)


def ring(served: Run, tokens: Mapping[str, str], call_id: str) -> str:
    """Announce a call and return its id, which stays the same for the same `call_id`."""
    call = {"call_id": call_id, "callback_number": "+34600000001", "dialled": "112"}
    answer = httpx.post(
        f"{served.address}api/v1/calls/",
        json=call | {"kind": "telephone"},
        headers={"Authorization": f"Bearer {tokens['gateway']}"},
        timeout=20,
    ).raise_for_status()
    return str(answer.json()["id"])


@pytest.mark.timeout(400)
def test_one_command_starts_keeps_and_ends_everything(
    var: Path, bystander: "subprocess.Popen[bytes]"
) -> None:
    """A first start, a killed child, a kill -9, a second start, Ctrl-C."""
    port = ports.choose()
    with serving(var, port=port) as first:
        first.wait_for("Ctrl-C ends it.")
        credentials = announcement.read(first.place.credentials)
        assert all(person.username in first.said() for person in credentials.people)
        assert {"operator", "dispatcher", "supervisor"} <= {
            person.role for person in credentials.people
        }
        assert httpx.get(first.address, follow_redirects=True, timeout=20).is_success
        rang = ring(first, credentials.tokens, "kept-1")
        started = first.pids()
        assert set(started) == {"postgresql", "valkey", "worker", "sweeper", "web", "rehearsal"}

        os.kill(started["sweeper"], signal.SIGKILL)
        first.wait_for("sweeper runs again.")
        left = first.pids()
        assert {name for name in left if left[name] != started[name]} == {"sweeper"}
        first.end(signal.SIGKILL)
        assert all(processes.alive(pid) for pid in left.values())

    with serving(var, port=port) as second:
        second.wait_for("Ctrl-C ends it.")
        assert "left over from a start that was killed" in second.said()
        assert not [name for name, pid in left.items() if processes.alive(pid)]
        assert "Making the tables" not in second.said()
        assert announcement.read(second.place.credentials) == credentials
        assert ring(second, credentials.tokens, "kept-1") == rang

        with serving(var, port=ports.choose()) as third:
            assert third.process.wait(90) == 1
            assert f"already runs from {var} (process {second.process.pid})" in third.said()

        running = second.pids()
        assert second.end(signal.SIGINT) == 0
        assert not [name for name, pid in running.items() if processes.alive(pid)]
    assert bystander.poll() is None


def test_given_servers_replace_the_embedded_ones(var: Path, valkey: str) -> None:
    with clones.fresh(clones.centre_template()) as clone:
        place = layout.Layout(var)
        place.make()
        shutil.copy(clones.credentials(), place.credentials)
        given = {"DATABASE_URL": clone.url("superuser"), "REDIS_URL": valkey}
        with serving(var, port=ports.choose(), **given) as served:
            served.wait_for("Ctrl-C ends it.")
            assert set(served.pids()) == {"worker", "sweeper", "web", "rehearsal"}
            assert not place.postgres.exists()
            assert not place.valkey.exists()
            assert served.end(signal.SIGTERM) == 0


def test_a_port_in_use_is_told_and_nothing_is_left_running(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with serving(var, port=port) as refused:
            assert refused.process.wait(90) == 1
        assert f"Port {port} is in use" in refused.said()
        assert f"make run PORT={port + 1}" in refused.said()
        assert "Traceback" not in refused.said()
    assert not refused.place.ledger.exists()


def test_a_half_made_folder_is_told_and_nothing_is_left_running(var: Path) -> None:
    (var / "postgres" / "data").mkdir(parents=True)
    with serving(var, port=ports.choose()) as refused:
        assert refused.process.wait(90) == 1
    assert "half made" in refused.said()
    assert f"delete {var / 'postgres' / 'data'}" in refused.said()
    assert "Traceback" not in refused.said()


def test_a_folder_that_is_a_file_is_told(var: Path) -> None:
    var.write_text("")
    with serving(var, port=ports.choose()) as refused:
        assert refused.process.wait(90) == 1
    assert "choose another" in refused.said()
    assert "Traceback" not in refused.said()
