"""The sweeper: each second, find what is due and do it. Any number may run."""

from __future__ import annotations

import logging
import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone
from psycopg_pool import PoolTimeout

from calls.casefile import clock, registry

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run the sweeps that the rooms registered, once a second."""

    help = "Find what is due, late or waiting, each second, and act on it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often, and whether to run once only."""
        parser.add_argument("--every", type=float, default=1.0, metavar="SECONDS")
        parser.add_argument("--once", action="store_true")
        parser.add_argument(
            "--heartbeat", type=Path, metavar="FILE", help="touch this file after each round"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep until told to stop; what fails once is tried again the next second."""
        if options["once"]:
            self.stdout.write(str(sweep_once()))
            return
        ended = threading.Event()

        def end(_signal: int, _frame: FrameType | None) -> None:
            ended.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        while not ended.is_set():
            begun = time.monotonic()
            sweep_once()
            if options["heartbeat"]:
                options["heartbeat"].touch()
            ended.wait(max(0.0, options["every"] - (time.monotonic() - begun)))


def sweep_once() -> int:
    """Run every sweep and give how much was done; one that fails does not hinder the others."""
    count = 0
    for name, sweep in registry.sweeps.items():
        try:
            by_wall = name in registry.wall_sweeps
            count += sweep(timezone.now() if by_wall else clock.now())
        except (DatabaseError, InterfaceError, PoolTimeout) as error:
            log.warning("sweep %s waits for the database: %s", name, type(error).__name__)
            close_old_connections()
        except Exception:
            log.exception("sweep %s failed", name)
    return count
