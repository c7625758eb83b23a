"""Invented calls for a demonstration: plausible, gentle, and never in a live database."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

# Around Salamanca, Madrid, Sevilla and Vigo: WGS 84 degrees.
PLACES = (
    (40.9650, -5.6640),
    (40.9585, -5.6700),
    (40.4168, -3.7038),
    (37.3886, -5.9823),
    (42.2328, -8.7226),
)
WAITING_AT_MOST = 3
# How many of them do not show their number.
WITHHELD_SHARE = 0.08


@dataclasses.dataclass(frozen=True)
class Rhythm:
    """Seconds between two calls, at least and at most."""

    least: float = 15.0
    most: float = 40.0


def announcements(chance: random.Random, *, clock: Iterator[datetime]) -> Iterator[dict[str, Any]]:
    """Give one announcement after another, as a gateway would send it."""
    for now in clock:
        told: dict[str, Any] = {
            "call_id": f"rehearsal-{uuid4()}",
            "dialled": "112",
            "kind": chance.choices(["telephone", "aml", "ecall", "app"], [6, 5, 1, 1])[0],
            "received_at": (now - timedelta(seconds=chance.uniform(0, 2))).isoformat(),
        }
        if chance.random() > WITHHELD_SHARE:
            told["callback_number"] = f"+3460000{chance.randrange(40):04d}"
        if told["kind"] != "telephone":
            latitude, longitude = chance.choice(PLACES)
            told["location"] = {
                "latitude": round(latitude + chance.gauss(0, 0.01), 5),
                "longitude": round(longitude + chance.gauss(0, 0.01), 5),
                "radius_m": chance.choice([12, 24, 65, 800]),
                "source": told["kind"],
            }
        yield told
