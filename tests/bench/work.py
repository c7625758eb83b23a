"""The work that is measured, through the services, as the operator at the first desk."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from calls.casefile import door
from calls.casefile.kinds import Disposition
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.telephony import announcement
from calls.telephony import services as telephony

GATEWAY = actors.Actor(kind="machine", role="gateway", id=UUID(int=112), name="gateway")
SALAMANCA = {
    "municipality": "37274",
    "latitude": 40.9652,
    "longitude": -5.6638,
    "location_source": "caller",
}


@functools.cache
def operator() -> actors.Actor:
    """Give the operator."""
    return actors.person(User.objects.filter(role=Role.OPERATOR).order_by("username")[0])


def passage(case_id: UUID | None = None, version: int | None = None) -> door.Passage:
    """Let the operator through the door with a command of its own."""
    return door.Passage(
        actor=operator(),
        at=timezone.now(),
        command_id=uuid7(),
        case_id=case_id,
        base_version=version,
    )


def ring(number: str = "+34600123123") -> UUID:
    """Let a call ring, with the place its phone reports, and give its id."""
    now = timezone.now()
    told = {
        "call_id": f"bench-{uuid7()}",
        "callback_number": number,
        "dialled": "112",
        "kind": "telephone",
        "received_at": now.isoformat(),
        "location": {"latitude": 40.9652, "longitude": -5.6638, "radius_m": 24, "source": "aml"},
    }
    rung = telephony.announce_call(
        door.Passage(actor=GATEWAY, at=now),
        announcement=announcement.read(json.dumps(told).encode(), now=now),
    )
    return UUID(rung["id"])


def answer(call_id: UUID) -> UUID:
    """Answer a call and give the case that opened."""
    return UUID(intake.answer_call(passage(), call_id=call_id)["case"])


def place_of_help(number: int) -> dict[str, Any]:
    """Give the place of help as the browser sends it."""
    return {"location_text": f"Calle Zamora {number}, segundo derecha", **SALAMANCA}


def record_place(passing: door.Passage, number: int) -> None:
    """Write down where help must go."""
    fields = place_of_help(number)
    location: Mapping[str, Any] = {"municipality_id": fields.pop("municipality"), **fields}
    intake.record_intake(passing, location=location, complaint={}, life={}, caller={})


def worked_and_closed() -> UUID:
    """Work a case from its ring to its closing and give it: seven entries in two streams."""
    case_id = answer(ring())
    record_place(passage(case_id, 1), 1)
    intake.record_intake(
        passage(case_id, 2),
        location={},
        complaint={
            "complaint_text": "Se ha caído y no se levanta",
            "complaint_protocol": "general",
        },
        life={"awake": "yes", "breathing": "yes"},
        caller={"caller_name": "Ana Núñez", "caller_kind": "relative"},
    )
    closure.close_case(
        passage(case_id), disposition=Disposition.RESOLVED_ON_SCENE, summary="Atendida en casa."
    )
    return case_id
