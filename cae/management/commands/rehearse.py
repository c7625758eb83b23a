"""Keep a gentle stream of invented calls ringing in a demonstration."""

from __future__ import annotations

import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cae.replay import rehearsal
from calls.casefile import clock, deployment, refusals
from calls.casefile.kinds import CallState
from calls.casefile.models import Call
from dispatch import driving

DRIVE_EVERY_S = 5.0


class Command(BaseCommand):
    """Announce calls over the gateway's own API, while few are waiting; let vehicles drive."""

    help = "Ring invented calls in a database marked for exercise."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the centre's address and the file with the gateway's token."""
        parser.add_argument("--address", required=True, metavar="URL")
        parser.add_argument("--credentials", required=True, type=Path, metavar="FILE")
        parser.add_argument("--seed", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ring until stopped; a centre that does not answer is tried again later."""
        if not deployment.is_exercise():
            raise CommandError("This database is not marked for exercise: no call is invented.")
        token = json.loads(options["credentials"].read_text(encoding="utf-8"))["tokens"]["gateway"]
        chance = random.Random(options["seed"])  # noqa: S311 - no secret hangs on it  # nosec B311
        rhythm = rehearsal.Rhythm()
        for told in rehearsal.announcements(chance, clock=_clock()):
            if _waiting() < rehearsal.WAITING_AT_MOST:
                self._ring(options["address"], token, told)
            self._drive_for(chance.uniform(rhythm.least, rhythm.most))

    def _drive_for(self, seconds: float) -> None:
        """Wait; meanwhile the vehicles say where they are."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                driving.drive(now=clock.now())
            except (DatabaseError, refusals.Busy) as error:
                self.stderr.write(f"the vehicles of the rehearsal stand still: {error}")
            time.sleep(min(left, DRIVE_EVERY_S))

    def _ring(self, address: str, token: str, told: dict[str, Any]) -> None:
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's own setting
            f"{address.rstrip('/')}/api/v1/calls/",
            data=json.dumps(told).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - see above  # nosec B310
                pass
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            self.stderr.write(f"the centre did not take a rehearsal call: {error}")


def _clock() -> Iterator[datetime]:
    while True:
        yield clock.now()


def _waiting() -> int:
    try:
        return Call.objects.filter(state=CallState.RINGING).count()
    except DatabaseError:
        return rehearsal.WAITING_AT_MOST
