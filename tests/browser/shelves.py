"""An archive to look through: closed cases of many kinds, sealed by the worker."""

from __future__ import annotations

import itertools
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from playwright import sync_api

from calls.archive.models import SealedFile
from calls.casefile import door
from calls.casefile.kinds import Channel, Disposition, Severity
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage

NUMBERS = tuple(f"+3460044{number:04d}" for number in range(1, 10_000, 13))
SEALED_WITHIN_S = 30.0
TOWNS = ("37274", "37046", "28079", "36057", "41091")
TOLD = (
    ("Calle Zamora 12, 3.º B", "Se ha caído de una escalera, le duele la cadera"),
    ("Plaza Mayor 4", "Sale humo de la cocina"),
    ("A-66, kilómetro 416, sentido Cáceres", "Choque de dos coches, hay un herido"),
    ("Praza de Compostela", "Un hombre desorientado"),
    ("Puente de Triana", "Han robado un bolso"),
)
ENDS = (
    Disposition.RESOLVED_ON_SCENE,
    Disposition.TAKEN_TO_HOSPITAL,
    Disposition.NOTHING_FOUND,
    Disposition.RESOLVED_BY_ADVICE,
)


def fill(count: int, *, username: str) -> list[Case]:
    """Close so many cases of one operator, a minute after the other, and wait for their seals."""
    person = User.objects.get(username=username)
    now = timezone.now()
    made = [
        _Shelved(person, number, at=now - timedelta(minutes=count - number)).run()
        for number in range(count)
    ]
    began = time.monotonic()
    while SealedFile.objects.filter(case_id__in=made).count() < count:
        assert time.monotonic() - began < SEALED_WITHIN_S, "the worker does not seal"
        time.sleep(0.1)
    return list(Case.objects.filter(id__in=made).order_by("number"))


def state_reason(page: sync_api.Page, why: str) -> None:
    """State why one looks into the archive, as a supervisor has to."""
    page.goto("/archive/")
    page.locator("#reason").fill(why)
    with page.expect_navigation():
        page.locator("#reason").press("Enter")


class _Shelved:
    """One case, from the bypass line to its seal."""

    def __init__(self, person: User, number: int, *, at: datetime) -> None:
        self._actor = actors.person(person)
        self._number = number
        self._steps = itertools.count()
        self._begun = at
        self._case: UUID | None = None

    def run(self) -> UUID:
        number = self._number
        place, told = TOLD[number % len(TOLD)]
        opened = intake.open_case(
            self._passage(),
            channel=Channel.BYPASS_LINE,
            received_at=self._begun,
            callback_number=NUMBERS[number],
        )
        self._case = UUID(opened["case"])
        for text in (place.replace("12", "21"), place) if number % 5 == 0 else (place,):
            intake.record_intake(
                self._passage(),
                location={"location_text": text, "municipality_id": TOWNS[number % len(TOWNS)]},
                complaint={"complaint_text": told, "complaint_protocol": "general"},
                life={"awake": "yes", "breathing": "yes"},
                caller={
                    "caller_name": "Ana Belén Ruiz",
                    "callback_number": NUMBERS[number],
                    "callback_raw": NUMBERS[number],
                },
            )
        severities = list(Severity)
        if number % 6:
            triage.judge_severity(
                self._passage(), severity=severities[number % 5], reason="Por lo que cuenta"
            )
        followup.add_note(self._passage(), text="Espera en el portal con una vecina")
        closure.close_case(
            self._passage(), disposition=ENDS[number % len(ENDS)], summary="Atendida en el lugar"
        )
        return self._case

    def _passage(self) -> door.Passage:
        version = Case.objects.get(id=self._case).version if self._case else None
        at = self._begun + timedelta(seconds=4 * next(self._steps))
        return door.Passage(actor=self._actor, at=at, case_id=self._case, base_version=version)
