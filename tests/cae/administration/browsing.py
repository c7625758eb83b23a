"""Administration as somebody sees it in a browser, with one of everything in it."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils import timezone

from cae.administration import bodies, desks, machines, roster, urls
from cae.administration.once import Once
from calls.casefile import door
from calls.people import actor as actors
from calls.people.models import TokenKind, User
from calls.protocols import binding, packing, reader
from calls.protocols import services as protocols
from tests.cae.administration.office import Office
from tests.calls.room import Browser


class Page:
    """Somebody's browser on these pages, as a person uses it."""

    def __init__(self, user: User) -> None:
        User.objects.update(language="en")
        self.client = Browser(user).client

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(path, query)

    def text(self, path: str, **query: Any) -> str:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content[:400]
        return html.unescape(answer.content.decode())

    def send(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, {"command_id": str(uuid4())} | fields)


class World:
    """One of everything that an address of administration can name."""

    def __init__(self, office: Office) -> None:
        office.room.now = timezone.now()
        self.office = office
        soon = office.room.now + timedelta(days=20)
        self.body = UUID(bodies.create_body(office.by(), name="Juzgado nº 3")["body"])
        told: dict[str, Any] = {
            "body_id": self.body,
            "municipality_prefix": "37",
            "expires_at": soon,
        }
        self.mandate = bodies.give_mandate(office.by(), **told)["mandate"]
        self.token = machines.issue_token(
            office.by(), Once(), kind=TokenKind.GATEWAY, name="Centralita", expires_at=soon
        )["token"]
        self.desk = desks.create_desk(office.by(), code="OP8", centre=None)["desk"]
        self.shift = roster.plan_shift(
            office.by(),
            person_id=office.room.marcos.id,
            starts_at=office.room.now + timedelta(hours=1),
            ends_at=office.room.now + timedelta(hours=9),
        )["shift"]

        shipped = binding.library(reader.LIBRARY)
        start = door.Passage(actor=actors.SYSTEM, at=office.room.now)
        self.book = protocols.shelve_shipped(start)["book"]
        self.proposal = protocols.propose(
            office.by(), content=packing.pack(shipped), source="book.zip", whole=True
        )["proposal"]

    def address(self, name: str) -> str:
        """Give the address of a route, with what it names."""
        known = {
            "person_id": self.office.room.marcos.id,
            "shift_id": self.shift,
            "centre_id": self.office.room.fire.id,
            "desk_id": self.desk,
            "body_id": self.body,
            "mandate_id": self.mandate,
            "token_id": self.token,
            "book_id": self.book,
            "proposal_id": self.proposal,
            "code": "fire",
        }
        (pattern,) = [each for each in urls.urlpatterns if each.name == name]
        wanted = {key: known[key] for key in pattern.pattern.converters}
        return reverse(f"administration:{name}", kwargs=wanted)
