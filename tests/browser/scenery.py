"""A room in the middle of a shift: cases at every stage, so that screens look as in life."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from django.utils import timezone

from calls.casefile import door
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.triage import services as triage
from calls.telephony import announcement
from calls.telephony import services as telephony
from dispatch import services as dispatch
from dispatch.models import Unit, UnitStatus

GATEWAY = actors.Actor(kind="machine", role="gateway", id=UUID(int=112), name="gateway")
STEP = timedelta(seconds=20)
ANSWERERS = MappingProxyType({"health": "sanidad-sa", "fire": "bomberos", "police": "policia"})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scene:
    """One case: how long ago it rang, where it is, what is known, who goes."""

    minutes: float
    operator: str
    town: str
    place: str
    reason: str
    protocol: str = ""
    answers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    agency: str = ""
    status: UnitStatus | None = None


SCENES = (
    Scene(
        minutes=21,
        operator="marcos",
        town="37274",
        place="Calle Toro 21",
        reason="Una mujer inconsciente en el portal",
        protocol="unconscious",
        answers={"awake": "no", "breathing": "yes", "injury": "no"},
        agency="health",
        status=UnitStatus.ON_SCENE,
    ),
    Scene(
        minutes=13,
        operator="irene",
        town="37046",
        place="A-66, kilómetro 416, sentido Cáceres",
        reason="Choque de dos coches",
        protocol="collision",
        answers={
            "danger": "none",
            "awake": "yes",
            "breathing": "yes",
            "trapped": "no",
            "hurt": "one",
        },
        agency="health",
        status=UnitStatus.EN_ROUTE,
    ),
    Scene(
        minutes=8,
        operator="irene",
        town="28079",
        place="Calle de Atocha 12, 4.º",
        reason="Sale humo de la cocina",
        protocol="general",
        answers={"awake": "nobody", "danger": "fire"},
        agency="fire",
    ),
    Scene(
        minutes=5,
        operator="marcos",
        town="36057",
        place="Praza de Compostela",
        reason="Se ha torcido el tobillo",
        protocol="general",
        answers={"awake": "yes", "breathing": "yes", "danger": "hurt", "serious": "no"},
    ),
    Scene(
        minutes=2,
        operator="irene",
        town="41091",
        place="Puente de Triana",
        reason="Un hombre desorientado",
    ),
)


def furnish() -> None:
    """Play every scene into the database that Django looks at."""
    now = timezone.now()
    for number, scene in enumerate(SCENES):
        _Play(scene, now=now, number=f"+34600{number + 7:06d}").run()


class _Play:
    def __init__(self, scene: Scene, *, now: datetime, number: str) -> None:
        self._scene = scene
        self._now = now
        self._at = now - timedelta(minutes=scene.minutes)
        self._number = number
        self._case: UUID | None = None
        self._version: int | None = None

    def run(self) -> None:
        scene, operator = self._scene, self._scene.operator
        told = json.dumps({"call_id": str(uuid4()), "callback_number": self._number}).encode()
        ringing = telephony.announce_call(
            door.Passage(actor=GATEWAY, at=self._at, recorded_at=self._now),
            announcement=announcement.read(told, now=self._at),
        )
        self._take(intake.answer_call(self._by(operator), call_id=UUID(ringing["id"])))
        where = {"location_text": scene.place, "municipality_id": scene.town}
        self._take(
            intake.record_intake(
                self._by(operator),
                location=where,
                complaint={"complaint_text": scene.reason},
                life={},
                caller={},
            )
        )
        if scene.protocol:
            self._take(triage.start_protocol(self._by(operator), protocol=scene.protocol))
        for question, answer in scene.answers.items():
            passage = self._by(operator)
            self._take(triage.answer_question(passage, question=question, answer=answer))
        if scene.agency:
            self._help(scene.agency)

    def _help(self, agency: str) -> None:
        offered = transfer.offer_transfer(self._by(self._scene.operator), agency=agency)
        if self._scene.status is None:
            return
        desk = ANSWERERS[agency]
        transfer.accept_transfer(self._by(desk), offer_id=UUID(offered["offer"]))
        centre = User.objects.get(username=desk).centre_id
        unit = Unit.objects.filter(centre=centre, status="available").order_by("callsign").first()
        assert unit is not None
        dispatch.assign_unit(self._by(desk), unit_id=unit.id)
        dispatch.set_status(self._by(desk), unit_id=unit.id, status=self._scene.status)

    def _by(self, username: str) -> door.Passage:
        self._at = min(self._at + STEP, self._now)
        return door.Passage(
            actor=actors.person(User.objects.get(username=username)),
            at=self._at,
            recorded_at=self._now,
            case_id=self._case,
            base_version=self._version,
        )

    def _take(self, answer: door.Answer) -> None:
        self._case = UUID(answer["case"])
        self._version = answer["version"]
