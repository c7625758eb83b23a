"""Cases worked and closed through the services, for what comes after closing."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from calls.casefile import door
from calls.casefile.kinds import Disposition
from calls.casefile.models import Call
from calls.directory.models import Municipality
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.telephony import announcement
from calls.telephony import services as telephony

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
GATEWAY = actors.Actor(kind="machine", role="gateway", id=UUID(int=112))
_numbers = itertools.count(1)


def operator() -> User:
    """Give the operator of these cases, made when first asked for."""
    person, _made = User.objects.get_or_create(
        username="operator",
        defaults={"display_name": "Olga", "role": Role.OPERATOR, "position": "OP3"},
    )
    return person


def municipality(code: str) -> Municipality:
    """Give a municipality of the INE list."""
    found, _made = Municipality.objects.get_or_create(
        ine_code=code,
        defaults={
            "name": code,
            "folded": code,
            "province_code": code[:2],
            "province": code[:2],
            "ccaa_code": "07",
            "ccaa": "07",
        },
    )
    return found


def passage(case_id: UUID | None = None, *, at: dt.datetime = NOW) -> door.Passage:
    """Let the operator through the door."""
    return door.Passage(
        actor=actors.person(operator()),
        at=at,
        command_id=uuid7(),
        case_id=case_id,
        base_version=1_000 if case_id else None,
    )


def open_case(*, place: str = "37274", at: dt.datetime = NOW) -> UUID:
    """Let a call ring and be answered, and write down where and what for."""
    number = next(_numbers)
    told = {
        "call_id": f"gw-{number}",
        "callback_number": "+34600123123",
        "dialled": "112",
        "kind": "telephone",
        "received_at": at.isoformat(),
    }
    telephony.announce_call(
        door.Passage(actor=GATEWAY, at=at),
        announcement=announcement.read(json.dumps(told).encode(), now=at),
    )
    call = Call.objects.get(gateway_call_id=f"gw-{number}")
    case_id = UUID(intake.answer_call(passage(at=at), call_id=call.id)["case"])
    location: dict[str, Any] = {"location_text": "Calle Zamora 1, 2.º"}
    if place:
        location["municipality_id"] = municipality(place).ine_code
    intake.record_intake(
        passage(case_id, at=at),
        location=location,
        complaint={"complaint_text": "Se ha caído", "complaint_protocol": "general"},
        life={},
        caller={"caller_name": "Ana \N{SNOWMAN} \U0001f691"},
    )
    return case_id


def closed_case(
    *,
    place: str = "37274",
    disposition: Disposition = Disposition.RESOLVED_ON_SCENE,
    at: dt.datetime = NOW,
) -> UUID:
    """Open a case, work it a little and close it."""
    case_id = open_case(place=place, at=at)
    closure.close_case(passage(case_id, at=at), disposition=disposition, summary="Atendida")
    return case_id
