"""Everybody who may knock at a centre's door, and what each of them stands before."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from calls.archive.models import SealedFile
from calls.casefile import door
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.directory.models import OperationsCentre
from calls.people import actor as actors
from calls.people import sessions, tokens
from calls.people.access import Relation
from calls.people.actor import Actor
from calls.people.models import Mandate, OfficialBody, Role, ServiceToken, User
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.telephony import announcement
from calls.telephony import services as telephony
from tests.calls import room as rooms

CSRF = "t" * 32
HOME, ELSEWHERE = "health-37", "fire-ES"
SEALED_WITHIN = 30.0


@dataclasses.dataclass(frozen=True)
class Principal:
    """One who knocks: under which role the policy knows them, and what they bring along."""

    name: str
    role: str
    cookies: Mapping[str, str] = dataclasses.field(default_factory=dict)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    actor: Actor | None = None

    @property
    def is_machine(self) -> bool:
        """Say whether it brings a token."""
        return "Authorization" in self.headers


@dataclasses.dataclass(frozen=True)
class Target:
    """A case that an address may name: open, covert, closed, or none at all."""

    name: str
    id: UUID

    def relation(self, principal: Principal) -> Relation:
        """Say how somebody stands to it, as the door itself says."""
        case = Case.objects.filter(id=self.id).first()
        if case is None or principal.actor is None:
            return "outside"
        return door.relation(principal.actor, case)

    @property
    def is_closed(self) -> bool:
        """Say whether nothing more may be done to it."""
        return Case.objects.filter(id=self.id, stage="closed").exists()


class Centre:
    """A demonstration's centre with two operators, two centres' desks and every machine."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.home = OperationsCentre.objects.get(code=HOME)
        self.elsewhere = OperationsCentre.objects.get(code=ELSEWHERE)
        self.lucia = self._person("m-lucia", Role.OPERATOR)
        self.marcos = self._person("m-marcos", Role.OPERATOR)
        self.mine = self._case(self.lucia)
        self.offer = self._offered(self.mine)
        self.targets = {
            "mine": Target("mine", self.mine),
            "another's": Target("another's", self._case(self.marcos)),
            "covert": Target("covert", self._covert()),
            "closed": Target("closed", self._closed()),
            "none": Target("none", uuid4()),
        }
        self.principals = [*self._people(), *self._lost(), *self._machines()]

    def sealed(self) -> str:
        """Wait until the closed case has its file, and give its reference."""
        until = time.monotonic() + SEALED_WITHIN
        while time.monotonic() < until:
            case_id = self.targets["closed"].id
            found = SealedFile.objects.filter(case_id=case_id).values_list("reference", flat=True)
            if found:
                return found[0]
            time.sleep(0.1)
        raise AssertionError("nobody seals")

    def passage(self, user: User, case_id: UUID | None = None) -> door.Passage:
        """Come to the door with a command of one's own."""
        return door.Passage(
            actor=actors.person(user),
            at=timezone.now(),
            command_id=uuid4(),
            case_id=case_id,
            base_version=rooms.version(case_id) if case_id else None,
        )

    def signed_in(self, user: User, *, until: datetime | None = None) -> dict[str, str]:
        """Give the cookies of a session of somebody."""
        store = SessionStore()
        store[SESSION_KEY] = str(user.id)
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store[sessions.EPOCH] = user.session_epoch
        store.set_expiry(until or timezone.now() + timedelta(hours=8))
        store.create()
        return {"sessionid": str(store.session_key), "csrftoken": CSRF}

    def _people(self) -> list[Principal]:
        people = {
            "operator": self.lucia,
            "operator beside": self.marcos,
            "dispatcher": self._person("m-elena", Role.DISPATCHER, self.home),
            "dispatcher elsewhere": self._person("m-jorge", Role.DISPATCHER, self.elsewhere),
            "supervisor": self._person("m-carmen", Role.SUPERVISOR),
            "administrator": self._person("m-teresa", Role.ADMINISTRATOR),
            "auditor": self._person("m-luis", Role.AUDITOR),
        }
        return [
            Principal(name, user.role, self.signed_in(user), actor=actors.person(user))
            for name, user in people.items()
        ]

    def _lost(self) -> list[Principal]:
        """Give those who had a right and lost it, and who never had one: all are nobody."""
        revoked, disabled, late = (
            self._person(f"m-{name}", Role.SUPERVISOR) for name in ("revoked", "disabled", "late")
        )
        cookies = {
            "revoked": self.signed_in(revoked),
            "disabled": self.signed_in(disabled),
            "expired": self.signed_in(late, until=timezone.now() - timedelta(minutes=1)),
        }
        User.objects.filter(id=revoked.id).update(session_epoch=2)
        User.objects.filter(id=disabled.id).update(is_active=False)
        lost = [Principal(name, "anonymous", brought) for name, brought in cookies.items()]
        return [Principal("anonymous", "anonymous", {"csrftoken": CSRF}), *lost]

    def _machines(self) -> list[Principal]:
        court, province = (OfficialBody.objects.create(name=f"m-{name}") for name in "ab")
        later = self.now + timedelta(days=1)
        Mandate.objects.create(body=court, municipality_prefix="37", expires_at=later)
        Mandate.objects.create(body=province, municipality_prefix="08", expires_at=later)
        given: dict[str, dict[str, Any]] = {
            "gateway": {"kind": "gateway"},
            "official": {"kind": "official", "body": court},
            "official elsewhere": {"kind": "official", "body": province},
            "avl": {"kind": "avl", "centre": self.home},
            "partner": {"kind": "partner", "centre": self.home},
            "gateway revoked": {"kind": "gateway"},
            "gateway expired": {"kind": "gateway", "expires_at": self.now - timedelta(days=1)},
            "official from another network": {
                "kind": "official",
                "body": court,
                "addresses": ["192.0.2.0/24"],
            },
        }
        found = []
        for name, told in given.items():
            text = tokens.issue(name=f"m-{name}", **{"expires_at": later} | told)
            is_lost = name.endswith(("revoked", "expired", "network"))
            role = "anonymous" if is_lost else told["kind"]
            headers = {"Authorization": f"Bearer {text}"}
            found.append(Principal(name, role, {"csrftoken": CSRF}, headers))
        ServiceToken.objects.filter(name="m-gateway revoked").update(revoked_at=self.now)
        return found

    def _person(self, name: str, role: Role, centre: OperationsCentre | None = None) -> User:
        return User.objects.create(
            username=name, display_name=name, role=role, centre=centre, language="en"
        )

    def _case(self, user: User) -> UUID:
        number = f"+346{uuid4().int % 10**8:08}"
        raw = json.dumps(
            {
                "call_id": str(uuid4()),
                "callback_number": number,
                "kind": "telephone",
                "received_at": timezone.now().isoformat(),
            }
        ).encode()
        rung = telephony.announce_call(
            door.Passage(actor=rooms.GATEWAY, at=timezone.now()),
            announcement=announcement.read(raw, now=timezone.now()),
        )
        answered = intake.answer_call(self.passage(user), call_id=UUID(rung["id"]))
        case_id = UUID(answered["case"])
        intake.record_intake(
            self.passage(user, case_id),
            **rooms.NOWHERE
            | {
                "location": {"location_text": "Calle Zamora 1", "municipality_id": "37274"},
                "complaint": {"complaint_text": "Se ha caído"},
            },
        )
        return case_id

    def _offered(self, case_id: UUID) -> UUID:
        answer = transfer.offer_transfer(self.passage(self.lucia, case_id), centre=self.home.id)
        return UUID(answer["offer"])

    def _covert(self) -> UUID:
        case_id = self._case(self.marcos)
        Case.objects.filter(id=case_id).update(covert=True)
        return case_id

    def _closed(self) -> UUID:
        case_id = self._case(self.lucia)
        closure.dismiss_case(self.passage(self.lucia, case_id), outcome=Disposition.MISDIAL)
        return case_id
