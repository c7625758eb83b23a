"""The sweeper says that it lives."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from django.core import management

from calls.casefile import registry
from tests.support import clones


def test_each_round_touches_the_heartbeat(database: clones.Clone, tmp_path: Path) -> None:
    beat = tmp_path / "sweeper"
    seen: list[bool] = []

    def look(_now: object) -> int:
        seen.append(beat.exists())
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGTERM)
        return 0

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    registry.sweeps["tests.look"] = look
    try:
        assert threading.current_thread() is threading.main_thread()
        management.call_command("sweep", every=0.01, heartbeat=beat)
    finally:
        del registry.sweeps["tests.look"]
        for number, handler in before.items():
            signal.signal(number, handler)
    assert seen == [False, True]
