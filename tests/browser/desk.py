"""Work for a dispatcher's desk: cases that are offered to its centre, and what its vehicles say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from django.utils import timezone

from calls.casefile import door
from calls.casefile.kinds import Channel
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from tests.support import stack as stacks

# The desk of Salamanca's health centre, and who asks it for help.
DESK, OPERATOR = "sanidad-sa", "irene"
REASON = "Se ha caído por la escalera"
PLACE = (40.9688, -5.6639)


def by(username: str, case: Case | None = None, **more: Any) -> door.Passage:
    """Come through the door as somebody of the demonstration."""
    return door.Passage(
        actor=actors.person(User.objects.get(username=username)),
        at=timezone.now(),
        case_id=case.id if case else None,
        **more,
    )


def offered(reason: str = REASON) -> Case:
    """Open a case in Salamanca that is offered to the desk."""
    opened = intake.open_case(
        by(OPERATOR),
        channel=Channel.RADIO,
        received_at=timezone.now(),
        callback_number="+34600111222",
    )
    case = Case.objects.get(id=opened["case"])
    intake.record_intake(
        by(OPERATOR, case, base_version=opened["version"]),
        location={
            "location_text": "Calle Zamora 12",
            "municipality_id": "37274",
            "latitude": PLACE[0],
            "longitude": PLACE[1],
            "location_source": "map",
        },
        complaint={"complaint_text": reason},
        life={"awake": "no"},
        caller={},
    )
    transfer.offer_transfer(by(OPERATOR, case), agency="health")
    return case


def accepted(reason: str = REASON) -> Case:
    """Open a case that the desk has accepted."""
    case = offered(reason)
    offer: UUID = case.offers.get().id
    transfer.accept_transfer(by(DESK, case), offer_id=offer)
    return case


def drive(stack: stacks.Stack, callsign: str, latitude: float, longitude: float) -> None:
    """Let a vehicle of the desk's centre say where it is."""
    answer = httpx.post(
        f"{stack.address}/api/v1/units/positions/",
        json={
            "positions": [
                {
                    "callsign": callsign,
                    "latitude": latitude,
                    "longitude": longitude,
                    "at": timezone.now().isoformat(),
                }
            ]
        },
        headers={"Authorization": f"Bearer {stack.tokens['avl']}"},
        timeout=10,
    )
    assert answer.json()["moved"] == 1, answer.text
