"""A small room to play dispatch in: centres, desks, units, and cases that were offered to them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from calls.casefile import door
from calls.casefile.kinds import Channel
from calls.casefile.models import Case, Commitment, Event
from calls.directory.models import COUNTRY, Agency, Jurisdiction, Level, OperationsCentre
from calls.people import actor as actors
from calls.people.actor import SYSTEM, Actor
from calls.people.models import Role, User
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from dispatch import services
from dispatch.models import Assignment, Unit, UnitKind, UnitStatus

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SALAMANCA = (40.9688, -5.6639)
# What a caller says, none of which may reach a board.
SECRETS = ("Remedios", "612345678", "Calle Toro")
_numbers = itertools.count(1)


@dataclasses.dataclass
class Desk:
    """A centre and its dispatcher."""

    centre: OperationsCentre
    user: User

    @property
    def actor(self) -> Actor:
        """Give the dispatcher as the door sees them."""
        return actors.person(self.user)


class Floor:
    """Everything that a test needs around a unit."""

    def __init__(self) -> None:
        self.now = NOON
        self.operator = self.person(Role.OPERATOR)
        self.health = self.desk("health")
        self.fire = self.desk("fire")

    def desk(self, agency: str) -> Desk:
        """Open one more centre of an agency, with a dispatcher."""
        number = next(_numbers)
        Agency.objects.get_or_create(
            code=agency, defaults={"kind": agency, "name_es": agency, "name_en": agency}
        )
        centre = OperationsCentre.objects.create(
            code=f"{agency}-{number}", name=f"{agency} {number}", agency_id=agency
        )
        Jurisdiction.objects.create(centre=centre, level=Level.COUNTRY, code=COUNTRY)
        return Desk(centre, self.person(Role.DISPATCHER, centre))

    def unit(self, desk: Desk, *, at: tuple[float, float] | None = None) -> Unit:
        """Give a centre one more available unit."""
        answer = services.register_unit(
            door.Passage(actor=SYSTEM, at=self.now),
            centre_id=desk.centre.id,
            callsign=f"SVA-{next(_numbers)}",
            kind=UnitKind.AMBULANCE_ALS,
            latitude=at[0] if at else None,
            longitude=at[1] if at else None,
        )
        return Unit.objects.get(id=answer["unit"])

    def case(self, *desks: Desk, point: tuple[float, float] = SALAMANCA) -> Case:
        """Open a case with a place and a reason, offered to these centres and accepted."""
        case = self.asked(*desks, point=point)
        for desk in desks:
            self.accept(desk, case)
        case.refresh_from_db()
        return case

    def asked(self, *desks: Desk, point: tuple[float, float] = SALAMANCA) -> Case:
        """Open a case that was offered to these centres."""
        opened = intake.open_case(
            self.passage(actors.person(self.operator)),
            channel=Channel.RADIO,
            received_at=self.now,
            callback_number=SECRETS[1],
        )
        case_id = UUID(opened["case"])
        intake.record_intake(
            self.passage(actors.person(self.operator), case_id, version=opened["version"]),
            location={
                "location_text": f"{SECRETS[2]} 3",
                "latitude": point[0],
                "longitude": point[1],
                "location_source": "map",
            },
            complaint={"complaint_text": "falls down"},
            life={},
            caller={"caller_name": SECRETS[0]},
        )
        for desk in desks:
            transfer.offer_transfer(
                self.passage(actors.person(self.operator), case_id), centre=desk.centre.id
            )
        return Case.objects.get(id=case_id)

    def accept(self, desk: Desk, case: Case) -> None:
        """Let a desk accept what it was offered."""
        offer = case.offers.get(centre=desk.centre, state="offered")
        transfer.accept_transfer(self.passage(desk.actor, case.id), offer_id=offer.id)

    def send(self, desk: Desk, case: Case, unit: Unit) -> door.Answer:
        """Let a desk send a unit."""
        return services.assign_unit(self.passage(desk.actor, case.id), unit_id=unit.id)

    def say(self, desk: Desk, unit: Unit, *statuses: str) -> door.Answer:
        """Let a unit come from status to status, a minute apart."""
        answer: door.Answer = {}
        for status in statuses:
            self.now += timedelta(minutes=1)
            answer = services.set_status(
                self.passage(desk.actor), unit_id=unit.id, status=UnitStatus(status)
            )
        return answer

    def passage(
        self, actor: Actor, case_id: UUID | None = None, *, version: int | None = None
    ) -> door.Passage:
        """Come through the door with a command of one's own."""
        return door.Passage(
            actor=actor, at=self.now, command_id=uuid7(), case_id=case_id, base_version=version
        )

    def person(self, role: Role, centre: OperationsCentre | None = None) -> User:
        """Let one more person sit down."""
        name = f"{role}{next(_numbers)}"
        return User.objects.create(
            username=name, display_name=name, role=role, centre=centre, position=name
        )


def owed(case: Case) -> set[str]:
    """Name the kinds of what a case still owes."""
    rows = Commitment.objects.filter(case=case, settled_at__isnull=True)
    return set(rows.values_list("kind", flat=True))


def everything() -> dict[str, Any]:
    """Give all that dispatch may change, to compare before and after a refusal."""
    return {
        "units": list(Unit.objects.order_by("id").values()),
        "assignments": list(Assignment.objects.order_by("id").values()),
        "cases": list(Case.objects.order_by("id").values()),
        "commitments": list(Commitment.objects.order_by("id").values()),
        "events": Event.objects.count(),
    }


def kinds(stream_id: UUID) -> Iterator[str]:
    """Name the events of a stream, in order."""
    yield from Event.objects.filter(stream=stream_id).order_by("seq").values_list("kind", flat=True)
