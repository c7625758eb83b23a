"""The door of the machines that know where vehicles are."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from calls.people import tokens
from calls.people.models import ServiceToken
from dispatch.models import Unit
from tests.dispatch.floor import Desk, Floor

ADDRESS = "/api/v1/units/positions/"


def machine(desk: Desk | None, *, kind: str = "avl") -> str:
    """Give a machine's key."""
    later = timezone.now() + timedelta(days=1)
    centre = desk.centre if desk else None
    return tokens.issue(kind=kind, name="machine", expires_at=later, centre=centre)


def tell(token: str, *told: dict[str, Any], body: Any = None) -> Any:
    """Send positions, or a body as it is."""
    return Client().post(
        ADDRESS,
        body if body is not None else json.dumps({"positions": told}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def here(unit: Unit, **other: Any) -> dict[str, Any]:
    """Give a position of a unit, as of now."""
    return {
        "callsign": unit.callsign,
        "latitude": 40.97,
        "longitude": -5.66,
        "at": timezone.now().isoformat(),
    } | other


def test_a_machine_moves_the_units_of_its_own_centre_and_is_told_of_the_rest(floor: Floor) -> None:
    unit, engine = floor.unit(floor.health), floor.unit(floor.fire)
    answer = tell(machine(floor.health), here(unit), here(engine), here(unit, latitude=91))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["moved"], told["older"]) == (1, 0)
    assert [(each["number"], each["callsign"], [*each["fields"]]) for each in told["refused"]] == [
        (1, engine.callsign, ["callsign"]),
        (2, unit.callsign, ["latitude"]),
    ]
    unit.refresh_from_db()
    engine.refresh_from_db()
    assert (unit.latitude, unit.longitude, engine.latitude) == (40.97, -5.66, None)


@pytest.mark.parametrize("body", ["", "[]", "{", '{"positions": {}}', '{"positions": [NaN]}'])
def test_a_wrong_envelope_is_refused_and_moves_nothing(body: str, floor: Floor) -> None:
    unit = floor.unit(floor.health)
    answer = tell(machine(floor.health), body=body)
    assert answer.status_code == 400
    assert answer.json()["fields"]
    unit.refresh_from_db()
    assert unit.position_at is None


def test_only_a_location_machine_tells_where_units_are(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    assert tell(machine(None, kind="gateway"), here(unit)).status_code == 403
    assert tell("unknown", here(unit)).status_code == 401
    gone = machine(floor.health)
    ServiceToken.objects.update(revoked_at=timezone.now())
    assert tell(gone, here(unit)).status_code == 401
    unit.refresh_from_db()
    assert unit.position_at is None


def test_a_location_machine_has_a_centre_and_no_other_machine_has(floor: Floor) -> None:
    for kind, desk in (("avl", None), ("gateway", floor.health)):
        with pytest.raises(IntegrityError), transaction.atomic():
            machine(desk, kind=kind)
