"""Who works in a replayed room: operators, one desk for each agency, and the source's units."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from cae.replay import plan as plans
from cae.replay.sources import records
from calls.casefile import door
from calls.directory.models import Agency, OperationsCentre
from calls.people import actor as actors
from calls.people.actor import SYSTEM, Actor
from calls.people.models import Role, User
from dispatch import services as dispatch
from dispatch.models import Unit, UnitKind

OPERATORS = 10
LONGEST = 16
UNUSABLE = re.compile(r"[^A-Za-z0-9_]")
GATEWAY = Actor(kind="machine", role="gateway", id=UUID(int=911), name="replay")
# The sources' own words for their vehicles.
KINDS: Mapping[str, UnitKind] = MappingProxyType(
    {
        "MEDIC": UnitKind.AMBULANCE_ALS,
        "PRIVATE": UnitKind.AMBULANCE_BLS,
        "RESCUE CAPTAIN": UnitKind.RAPID_CAR,
        "ENGINE": UnitKind.FIRE_ENGINE,
        "TRUCK": UnitKind.FIRE_LADDER,
        "RESCUE SQUAD": UnitKind.RESCUE,
    }
)
USUAL: Mapping[str, UnitKind] = MappingProxyType(
    {
        "health": UnitKind.AMBULANCE_BLS,
        "fire": UnitKind.FIRE_ENGINE,
        "police": UnitKind.POLICE_PATROL,
        "civil_protection": UnitKind.CIVIL_PROTECTION,
        "sea_rescue": UnitKind.LIFEBOAT,
    }
)


class Cast:
    """The people, centres and units of one source, made where they are not there yet."""

    def __init__(self, plan: plans.Plan, *, at: datetime) -> None:
        self._source = plan.file.name
        self._answering: dict[int, int] = {}
        with transaction.atomic():
            self.operators = [self._operator(number) for number in range(1, OPERATORS + 1)]
            self._desks = {agency: self._desk(agency) for agency in plans.agencies(plan)}
            self._units = self._fleet(plan.file.calls, at=at)

    def operator(self, call: int) -> Actor:
        """Give who answers a call: whoever did, or each in turn."""
        return self.operators[self._answering.get(call, call % OPERATORS)]

    def answers(self, call: int, operator: int) -> None:
        """Note which of the operators answered a call."""
        self._answering[call] = operator

    def desk(self, agency: str) -> Actor:
        """Give the dispatcher of an agency's centre."""
        return self._desks[agency]

    def unit(self, run: records.UnitRun) -> UUID:
        """Give a unit's id."""
        return self._units[run.agency, run.unit]

    def _operator(self, number: int) -> Actor:
        user, _made = User.objects.get_or_create(
            username=f"replay-operator-{number}",
            defaults={
                "display_name": f"Replay {number}",
                "role": Role.OPERATOR,
                "position": f"R{number}",
                "password": "!",  # nosec B105 - no hash is this
                "is_active": False,
            },
        )
        return actors.person(user)

    def _desk(self, agency: str) -> Actor:
        Agency.objects.get_or_create(
            code=agency, defaults={"kind": agency, "name_es": agency, "name_en": agency}
        )
        code = f"{agency}-{self._source}"
        centre, _made = OperationsCentre.objects.get_or_create(
            code=code, defaults={"name": code, "agency_id": agency}
        )
        user, _made = User.objects.get_or_create(
            username=f"replay-{code}",
            defaults={
                "display_name": f"Replay {code}",
                "role": Role.DISPATCHER,
                "position": f"R-{agency[:12]}",
                "password": "!",  # nosec B105 - no hash is this
                "is_active": False,
                "centre": centre,
            },
        )
        return actors.person(user)

    def _fleet(
        self, calls: Iterable[records.SourceCall], *, at: datetime
    ) -> dict[tuple[str, str], UUID]:
        passage = door.Passage(actor=SYSTEM, at=at)
        known = dict(
            Unit.objects.filter(callsign__startswith=f"{self._source[:2]}-").values_list(
                "callsign", "id"
            )
        )
        fleet: dict[tuple[str, str], UUID] = {}
        for run in (run for call in calls for run in call.units if run.stamps):
            if (run.agency, run.unit) in fleet:
                continue
            callsign = callsign_of(self._source, run)
            if callsign not in known:
                centre = self._desks[run.agency].centre_id
                assert centre is not None  # noqa: S101 - every desk here has a centre  # nosec B101
                kind = KINDS.get(run.kind.upper(), USUAL[run.agency])
                told = dispatch.register_unit(
                    passage, centre_id=centre, callsign=callsign, kind=kind
                )
                known[callsign] = UUID(told["unit"])
            fleet[run.agency, run.unit] = known[callsign]
        return fleet


def callsign_of(source: str, run: records.UnitRun) -> str:
    """Give a unit's callsign here: its own, marked with the source and the agency but fire."""
    own = UNUSABLE.sub("-", run.unit)
    mark = "" if run.agency == "fire" else f".{run.agency[0]}"
    callsign = f"{source[:2]}-{own}{mark}"
    if own == run.unit and len(callsign) <= LONGEST:
        return callsign
    digest = hashlib.sha256(run.unit.encode()).hexdigest()[:6]
    return f"{source[:2]}-{own[:4]}-{digest}{mark}"
