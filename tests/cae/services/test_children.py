import itertools
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cae.services import children, processes

SLEEP = "import time; print('here', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP
WITH_A_CHILD = (
    "import subprocess, sys; "
    "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print(left.pid, flush=True); left.wait()"
)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, clock: Clock, said: list[str]) -> Iterator[children.Supervisor]:
    made = children.Supervisor(ledger=tmp_path / "ledger", say=said.append, clock=clock)
    yield made
    made.stop()


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., children.Child]:
    numbers = itertools.count(1)

    def make(code: str = SLEEP, *, name: str = "", patience: float = 5) -> children.Child:
        name = name or f"child{next(numbers)}"
        return children.Child(
            name,
            [sys.executable, "-c", code],
            folder=tmp_path,
            log=tmp_path / f"{name}.log",
            environment=os.environ,
            patience=patience,
        )

    return make


@pytest.fixture
def bystander() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen([sys.executable, "-c", SLEEP], stdout=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def eventually(true: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until, "it did not happen within 10 s"
        time.sleep(0.01)


def killed(service: children.Child) -> None:
    assert service.pid is not None
    os.kill(service.pid, signal.SIGKILL)
    eventually(lambda: not service.alive())


def test_everything_it_started_ends_and_nothing_else(
    supervisor: children.Supervisor,
    child: Callable[..., children.Child],
    bystander: "subprocess.Popen[bytes]",
) -> None:
    started = [child() for _ in range(3)]
    for each in started:
        supervisor.start(each)
    pids = [each.pid for each in started]
    supervisor.stop()
    assert None not in pids
    assert not any(processes.alive(pid) for pid in pids if pid)
    assert bystander.poll() is None


def test_what_was_started_last_ends_first(
    supervisor: children.Supervisor, child: Callable[..., children.Child], tmp_path: Path
) -> None:
    order = tmp_path / "order"
    for name in ("database", "worker", "web"):
        tells = (
            f"import signal, sys; "
            f"signal.signal(signal.SIGTERM, lambda *_: ("
            f"open({str(order)!r}, 'a').write('{name} '), sys.exit()));" + SLEEP
        )
        each = child(tells, name=name)
        supervisor.start(each)
        eventually(each.words)
    supervisor.stop()
    assert order.read_text().split() == ["web", "worker", "database"]


def test_a_child_that_does_not_listen_is_killed(
    supervisor: children.Supervisor, child: Callable[..., children.Child]
) -> None:
    stubborn = child(STUBBORN, patience=0.2)
    supervisor.start(stubborn)
    eventually(stubborn.words)
    supervisor.stop()
    assert stubborn.result == -signal.SIGKILL


def test_what_a_child_leaves_behind_ends_too(
    supervisor: children.Supervisor, child: Callable[..., children.Child]
) -> None:
    parent = child(WITH_A_CHILD)
    supervisor.start(parent)
    eventually(parent.words)
    left = int(parent.words()[0])
    killed(parent)
    assert processes.alive(left)
    supervisor.look()
    eventually(lambda: not processes.alive(left))


def test_ctrl_c_in_the_terminal_does_not_reach_a_child(
    supervisor: children.Supervisor, child: Callable[..., children.Child]
) -> None:
    each = child()
    supervisor.start(each)
    assert each.pid is not None
    assert os.getpgid(each.pid) == os.getsid(each.pid) == each.pid


def test_a_dead_child_starts_again_after_its_delay_and_it_is_said(
    supervisor: children.Supervisor,
    child: Callable[..., children.Child],
    clock: Clock,
    said: list[str],
) -> None:
    each = child(name="worker")
    supervisor.start(each)
    killed(each)
    supervisor.look()
    assert "worker ended (result -9" in said[-1]
    clock.now += 0.9
    supervisor.look()
    assert not each.alive()
    clock.now += 0.2
    supervisor.look()
    assert each.alive()
    assert said[-1] == "worker runs again."


def test_a_child_that_keeps_dying_waits_longer_each_time(
    supervisor: children.Supervisor,
    child: Callable[..., children.Child],
    clock: Clock,
    said: list[str],
) -> None:
    each = child("raise SystemExit(7)", name="sweeper")
    supervisor.start(each)
    waited: list[float] = []
    for _ in range(7):
        eventually(lambda: not each.alive())
        supervisor.look()
        before = clock.now
        while len(waited) < 7 and not said[-1].endswith("runs again."):
            clock.now += 0.5
            supervisor.look()
        waited.append(clock.now - before)
    assert waited == [1, 2, 4, 8, 15, 30, 30]
    assert "result 7" in said[0]


def test_a_child_that_lived_long_starts_again_at_once(
    supervisor: children.Supervisor, child: Callable[..., children.Child], clock: Clock
) -> None:
    each = child()
    supervisor.start(each)
    for _ in range(3):
        killed(each)
        supervisor.look()
        clock.now += children.DELAYS[0]
        supervisor.look()
        assert each.alive()
        clock.now += children.STEADY


def test_a_child_keeps_its_last_words(
    supervisor: children.Supervisor, child: Callable[..., children.Child]
) -> None:
    each = child("import sys; print('first'); sys.exit('no port')")
    each.log.write_text("of yesterday\n")
    supervisor.start(each)
    eventually(lambda: not each.alive())
    assert each.last_words() == "first\nno port" or each.last_words() == "no port\nfirst"


def test_leftovers_of_a_killed_start_are_ended_and_strangers_are_not(
    tmp_path: Path, said: list[str], bystander: "subprocess.Popen[bytes]"
) -> None:
    """A start is killed; one of its noted process ids belongs to somebody else by now."""
    ledger = tmp_path / "ledger"
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from cae.services import children
        supervisor = children.Supervisor(ledger=Path(sys.argv[1]), say=print)
        supervisor.start(children.Child(
            "web", [sys.executable, "-c", "import time; time.sleep(600)"],
            folder=Path("/"), log=Path(sys.argv[1] + ".log"), environment=os.environ))
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    subprocess.run([sys.executable, "-c", script, str(ledger)], check=False)
    noted = json.loads(ledger.read_text())
    left = noted[0]["pid"]
    assert processes.alive(left)
    stranger = {**noted[0], "name": "worker", "pid": bystander.pid}
    ledger.write_text(json.dumps([*noted, stranger]))

    children.end_leftovers(ledger, say=said.append)

    assert not processes.alive(left)
    assert said == [f"Ending web (process {left}), left over from a start that was killed."]
    assert bystander.poll() is None
    assert not ledger.exists()


def test_a_spoiled_ledger_is_no_obstacle(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "ledger").write_text("{half")
    children.end_leftovers(tmp_path / "ledger", say=said.append)
    assert said == []
