"""A room to work cases in: people at their desks, centres that answer, and a clock of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import connections
from django.http import HttpResponse
from django.test import Client

from calls.casefile import door, refusals
from calls.casefile.deployment import Deployment
from calls.casefile.models import Call, Case, Commitment, Event, Stream
from calls.casefile.registry import sweeps
from calls.directory.models import (
    COUNTRY,
    Agency,
    Jurisdiction,
    Level,
    Municipality,
    OperationsCentre,
)
from calls.people import actor as actors
from calls.people import sessions
from calls.people.actor import Actor
from calls.people.models import Role, User
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.telephony import announcement
from calls.telephony import services as telephony

T = TypeVar("T")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
GATEWAY = Actor(kind="machine", role="gateway", id=UUID(int=112), name="gateway")
NOWHERE: dict[str, Any] = {"location": {}, "complaint": {}, "life": {}, "caller": {}}


class Room:
    """Two operators, a supervisor, a health and a fire desk, and one municipality."""

    def __init__(self) -> None:
        self.now = NOON
        Deployment.objects.create(purpose="exercise")
        self.salamanca = Municipality.objects.create(
            ine_code="37274",
            name="Salamanca",
            folded="salamanca",
            province_code="37",
            province="Salamanca",
            ccaa_code="07",
            ccaa="Castilla y León",
            latitude=40.9688,
            longitude=-5.6639,
        )
        self.health = self.centre("health")
        self.fire = self.centre("fire")
        self.lucia = self.person("lucia", Role.OPERATOR, "OP1")
        self.marcos = self.person("marcos", Role.OPERATOR, "OP2")
        self.carmen = self.person("carmen", Role.SUPERVISOR, "JS1")
        self.elena = self.person("elena", Role.DISPATCHER, "SAN1", self.health)
        self.jorge = self.person("jorge", Role.DISPATCHER, "BOM1", self.fire)

    def centre(self, agency: str) -> OperationsCentre:
        """Make one more centre of an agency, for the whole country."""
        Agency.objects.get_or_create(
            code=agency, defaults={"kind": agency, "name_es": agency, "name_en": agency}
        )
        code = f"{agency}-{uuid4().hex[:8]}"
        centre = OperationsCentre.objects.create(code=code, name=code, agency_id=agency)
        Jurisdiction.objects.create(centre=centre, level=Level.COUNTRY, code=COUNTRY)
        return centre

    def person(
        self, name: str, role: Role, position: str = "", centre: OperationsCentre | None = None
    ) -> User:
        """Give somebody a desk."""
        return User.objects.create(
            username=name, display_name=name.title(), role=role, position=position, centre=centre
        )

    def later(self, **passed: float) -> datetime:
        """Let time pass."""
        self.now += timedelta(**passed)
        return self.now

    def passage(
        self,
        user: User | None = None,
        case_id: UUID | None = None,
        *,
        base_version: int | None = None,
        command_id: UUID | None = None,
    ) -> door.Passage:
        """Come to the door as somebody (the first operator), with a command of one's own."""
        return door.Passage(
            actor=actors.person(user or self.lucia),
            at=self.now,
            command_id=command_id or uuid4(),
            case_id=case_id,
            base_version=base_version,
        )

    def ring(self, **told: Any) -> UUID:
        """Let a call ring; what is told replaces what a gateway usually tells."""
        usual = {
            "call_id": f"gw-{uuid4()}",
            "callback_number": "+34600123123",
            "dialled": "112",
            "kind": "telephone",
            "received_at": self.now.isoformat(),
        }
        raw = json.dumps(usual | told).encode()
        passage = door.Passage(actor=GATEWAY, at=self.now)
        read = announcement.read(raw, now=self.now)
        return UUID(telephony.announce_call(passage, announcement=read)["id"])

    def answered(self, user: User | None = None, **told: Any) -> UUID:
        """Let a call ring and be answered, and give its case."""
        answer = intake.answer_call(self.passage(user), call_id=self.ring(**told))
        return UUID(answer["case"])

    def case(self, user: User | None = None) -> UUID:
        """Give a case with a place and a reason."""
        case_id = self.answered(user)
        intake.record_intake(
            self.passage(user, case_id, base_version=version(case_id)),
            **NOWHERE
            | {
                "location": {
                    "location_text": "Calle Zamora 1",
                    "municipality_id": self.salamanca.ine_code,
                },
                "complaint": {"complaint_text": "Se ha caído"},
            },
        )
        return case_id

    def offered(self, case_id: UUID, centre: OperationsCentre | None = None) -> UUID:
        """Offer a case to a centre (health's) and give the offer."""
        answer = transfer.offer_transfer(
            self.passage(case_id=case_id), centre=(centre or self.health).id
        )
        return UUID(answer["offer"])

    def sweep(self) -> int:
        """Do what is due now."""
        return sweeps["casefile.commitments"](self.now)


class Browser:
    """Somebody's browser: signed in, or nobody's."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(raise_request_exception=True)
        if user is not None:
            self.client.force_login(user)
            session = self.client.session
            session[sessions.EPOCH] = user.session_epoch
            session.save()

    def get(self, path: str, **fields: Any) -> HttpResponse:
        """Ask as a script does."""
        response: Any = self.client.get(path, fields, headers={"Accept": "application/json"})
        found: HttpResponse = response
        return found

    def command(self, path: str, *, command_id: str | None = "", **fields: Any) -> HttpResponse:
        """Send a command, with an id of its own; None sends none."""
        headers = {"Accept": "application/json"}
        if command_id is not None:
            headers["X-Command-Id"] = command_id or str(uuid4())
        response: Any = self.client.post(path, fields, headers=headers)
        found: HttpResponse = response
        return found


def insist(act: Callable[[], T], *, times: int = 30) -> T:
    """Do as a client does who is told to try again: try again, with the same command."""
    for _ in range(times):
        try:
            return act()
        except refusals.Busy:
            connections.close_all()
    return act()


def version(case_id: UUID) -> int:
    """Give the version a case has now."""
    return Case.objects.values_list("version", flat=True).get(id=case_id)


def call(call_id: UUID) -> Call:
    """Give a call as it stands."""
    return Call.objects.get(id=call_id)


def kinds(stream_id: UUID) -> list[str]:
    """Name the events of a stream, in order."""
    rows = Event.objects.filter(stream=stream_id).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def owed(case_id: UUID) -> list[str]:
    """Name the kinds of what a case still owes."""
    rows = Commitment.objects.filter(case=case_id, settled_at__isnull=True)
    return sorted(rows.values_list("kind", flat=True))


def everything() -> dict[str, Any]:
    """Give all that a command may change, to compare before and after a refusal."""
    return {
        "cases": list(Case.objects.order_by("id").values()),
        "commitments": list(Commitment.objects.order_by("id").values()),
        "streams": [(row.id, row.seq, bytes(row.head)) for row in Stream.objects.order_by("id")],
        "events": Event.objects.count(),
    }
