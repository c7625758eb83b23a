"""Vehicles of a centre, and the machine that tells where they are."""

import random
from datetime import timedelta

import httpx
from django.utils import timezone

from calls.directory.models import OperationsCentre
from calls.people import tokens
from dispatch.models import Unit
from tests.support import stack as stacks

SALAMANCA = (40.9688, -5.6639)


def fleet(count: int) -> list[Unit]:
    """Give a centre many vehicles around Salamanca, heard of just now."""
    chance = random.Random(112)
    now = timezone.now()
    centre = OperationsCentre.objects.get(user__username="sanidad-sa")
    return Unit.objects.bulk_create(
        Unit(
            callsign=f"MAP-{number:04}",
            kind=chance.choice(["ambulance_als", "rapid_car"]),
            centre=centre,
            status_at=now,
            latitude=SALAMANCA[0] + chance.uniform(-0.2, 0.2),
            longitude=SALAMANCA[1] + chance.uniform(-0.2, 0.2),
            position_at=now,
        )
        for number in range(count)
    )


def drive(stack: stacks.Stack, units: list[Unit], batches: int) -> float:
    """Let the vehicles' machine tell all their ways; return the last latitude of the first."""
    centre = units[0].centre
    later = timezone.now() + timedelta(days=1)
    token = tokens.issue(kind="avl", name="map", expires_at=later, centre=centre)
    latitude = 0.0
    with httpx.Client(timeout=10, headers={"Authorization": f"Bearer {token}"}) as machine:
        for batch in range(batches):
            latitude = SALAMANCA[0] + batch / 1000
            told = [
                {
                    "callsign": unit.callsign,
                    "latitude": latitude,
                    "longitude": SALAMANCA[1] + number / 1000,
                    "at": timezone.now().isoformat(),
                }
                for number, unit in enumerate(units)
            ]
            answer = machine.post(
                f"{stack.address}/api/v1/units/positions/", json={"positions": told}
            )
            assert answer.json()["moved"] == len(units), answer.text
    return latitude
