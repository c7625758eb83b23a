"""A forked process is one of its own, like one that was started."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from cae.services import processes
from tests.support import nursery

WITHIN = 30.0
TELL = """
import os, secrets
from django.conf import settings
from django.db import connections
from uuid_utils.compat import uuid7
print(os.getsid(0) == os.getpid(), settings.REDIS_URL, connections["sealer"].settings_dict["NAME"])
print(uuid7(), secrets.token_hex(8))
"""


def forked(folder: Path, name: str, code: str) -> nursery.Fork:
    told = {
        **os.environ,
        "REDIS_URL": f"redis://127.0.0.1:1/{name}",
        "DATABASE_SEALER_URL": f"postgresql://127.0.0.1:1/of-{name}",
    }
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    made = nursery.Fork(name, command, log=folder / name, environment=told)
    made.start()
    return made


def ended(process: nursery.Fork) -> str:
    until = time.monotonic() + WITHIN
    while process.alive() and time.monotonic() < until:
        time.sleep(processes.STEP)
    return process.last_words()


def test_each_has_its_session_its_settings_and_its_own_chance(tmp_path: Path) -> None:
    first, second = (ended(forked(tmp_path, name, TELL)).splitlines() for name in ("7", "8"))
    assert first[0] == "True redis://127.0.0.1:1/7 of-7"
    assert second[0] == "True redis://127.0.0.1:1/8 of-8"
    assert not set(first[1].split()) & set(second[1].split())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    process = forked(tmp_path, "1", "import time; time.sleep(600)")
    assert process.pid
    if number == signal.SIGKILL:
        os.killpg(process.pid, number)
        ended(process)
    else:
        process.stop()
    assert not process.alive()


def test_what_breaks_it_stands_in_its_log(tmp_path: Path) -> None:
    assert "ZeroDivisionError" in ended(forked(tmp_path, "1", "1 / 0"))
