"""A small centre with something behind each door, and everybody who may knock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from calls.people import sessions, tokens
from calls.people.models import Mandate, OfficialBody, Role, User
from dispatch.models import Unit, UnitKind
from tests.cae.doors import knocking
from tests.calls import room as rooms

ROLES = (
    "anonymous",
    "operator",
    "dispatcher",
    "supervisor",
    "administrator",
    "auditor",
    "gateway",
    "official",
    "avl",
)


class Scenery:
    """A room, and in it a case that each desk works on, a ringing call and a unit."""

    def __init__(self, room: rooms.Room) -> None:
        self.room = room
        room.now = timezone.now()
        self.people = {
            "operator": room.lucia,
            "supervisor": room.carmen,
            "dispatcher": room.elena,
            "administrator": room.person("teresa", Role.ADMINISTRATOR, "ADM1"),
            "auditor": room.person("luis", Role.AUDITOR, "AUD1"),
        }
        self.unit = Unit.objects.create(
            callsign="SVB-1",
            kind=UnitKind.values[0],
            centre=room.health,
            status_at=room.now,
        )

    def visitor(self, role: str) -> knocking.Visitor:
        """Give somebody of that role."""
        if role in {"gateway", "official", "avl"}:
            return knocking.Visitor(
                role, _client(None), {"Authorization": f"Bearer {self._token(role)}"}
            )
        return knocking.Visitor(role, _client(self.people.get(role)))

    def known(self, role: str) -> Mapping[str, str]:
        """Give what the arguments of addresses are, for somebody of that role."""
        case_id = self.room.case(
            self.people[role] if role in {"operator", "supervisor"} else self.room.lucia
        )
        if role == "dispatcher":
            self.room.offered(case_id)
        return {
            "case_id": str(case_id),
            "call_id": str(self.room.ring()),
            "unit_id": str(self.unit.id),
        }

    def _token(self, kind: str) -> str:
        expires_at = timezone.now() + timedelta(days=1)
        body = None
        if kind == "official":
            body = OfficialBody.objects.create(name="Juzgado")
            Mandate.objects.create(body=body, municipality_prefix="37", expires_at=expires_at)
        centre = self.room.health if kind == "avl" else None
        return tokens.issue(kind=kind, name=kind, expires_at=expires_at, body=body, centre=centre)


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if user is not None:
        User.objects.filter(id=user.id).update(language="en")
        client.force_login(user)
        session = client.session
        session[sessions.EPOCH] = user.session_epoch
        session.save()
    return client
