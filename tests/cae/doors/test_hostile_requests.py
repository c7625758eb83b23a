"""Whatever is sent to whatever address, by whomever: no fault of ours, and a refusal that tells."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

import pytest

from calls.casefile import log
from calls.people import access
from calls.telephony import announcement
from tests.cae.doors import corpus, knocking, walk
from tests.cae.doors.scenery import ROLES, Scenery

pytestmark = pytest.mark.long
DOORS = list(walk.doors())
# What a door takes is its view's own: whoever may come in is asked once.
_TAKEN: dict[tuple[str, str, str], bool] = {}
TAKEN = ("GET", "POST", "PUT")
LEAVING = {"public", "session.lock", "session.own"}


class Round:
    """One visitor's round of the doors; it gathers what is wrong as `door: what: fault`."""

    def __init__(self, scenery: Scenery, role: str) -> None:
        self.scenery = scenery
        self.visitor = scenery.visitor(role)
        self.known = scenery.known(role)
        self.faults: list[str] = []

    def knock(
        self,
        door: walk.Door,
        method: str,
        *,
        what: str,
        query: str = "",
        body: corpus.Body | None = None,
        headers: dict[str, str] | None = None,
        named: str | None = None,
        told: dict[str, str] | None = None,
    ) -> None:
        """Knock, and note what is wrong with the answer."""
        address = door.address(self.known, **(told or {}))
        before = knocking.counted()
        answer = knocking.knock(self.visitor, method, f"{address}?{query}", body, headers=headers)
        found = knocking.faults(answer, before=before, named=named, method=method)
        self.faults += [f"{method} /{door.where}: {what}: {fault}" for fault in found]
        self._come_back(door)

    def open_doors(self) -> Iterator[tuple[walk.Door, list[str]]]:
        """Yield the doors that the policy opens to this visitor, with the methods they take.

        The ringing ones are tried by themselves; what is open to everybody, by two.
        """
        everybodys = "public" if self.visitor.role not in {"anonymous", "operator"} else ""
        for door in DOORS:
            if self.visitor.may(door) and not door.rings and door.action != everybodys:
                yield door, [method for method in TAKEN if self._is_taken(door, method)]

    def first_doors(self) -> Iterator[tuple[walk.Door, list[str]]]:
        """Yield of them those that no role before this one may open: the whole corpus goes there.

        What a body does behind a door is the same for whoever may open it.
        """
        before = ROLES[: ROLES.index(self.visitor.role)]
        for door, methods in self.open_doors():
            if not any(access.may(role, door.action or "") for role in before):
                yield door, methods

    def _is_taken(self, door: walk.Door, method: str) -> bool:
        asked = (self.visitor.role, door.where, method)
        if asked not in _TAKEN:
            answer = knocking.knock(self.visitor, method, door.address(self.known))
            self._come_back(door)
            _TAKEN[asked] = answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED
        return _TAKEN[asked]

    def _come_back(self, door: walk.Door) -> None:
        """Sign in anew where a door may have signed the visitor out, or locked their screen."""
        role = self.visitor.role
        if door.action in LEAVING and role in self.scenery.people:
            self.visitor = self.scenery.visitor(role)


@pytest.mark.parametrize("role", ROLES)
def test_every_method_at_every_door(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door in DOORS:
        for method in corpus.METHODS:
            if door.rings and made.visitor.may(door):
                continue
            made.knock(door, method, what="NUL", body=corpus.BODIES["NUL raw"])
            made.knock(door, method, what="n=%00", query="n=%00")
    assert made.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_no_body_breaks_a_door_or_changes_anything(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door, methods in made.first_doors():
        for method in methods:
            for what in corpus.BESIDE_A_QUESTION if method == "GET" else corpus.BODIES:
                made.knock(door, method, what=what, body=corpus.BODIES[what])
    assert made.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_no_value_of_a_form_breaks_a_door_or_changes_anything(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door, _methods in made.first_doors():
        names = knocking.fields_of(made.visitor, door.address(made.known))
        for what, value in corpus.VALUES.items():
            form = "&".join(f"{name}={value}" for name in names if name != "csrfmiddlewaretoken")
            made.knock(door, "POST", what=what, body=corpus.Body(form.encode(), corpus.FORM))
        for name in names:
            twice = corpus.Body(f"{name}=1&{name}=2".encode(), corpus.FORM)
            made.knock(door, "POST", what=f"{name} twice", body=twice, named=name)
    assert made.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_a_query_that_is_no_text_is_refused_by_its_name(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door, methods in made.first_doors():
        for query, name in corpus.UNREADABLE.items():
            for method in methods:
                made.knock(door, method, what=query, query=query, named=name)
        for query in corpus.ODD:
            made.knock(door, "GET", what=query[:80], query=query)
    assert made.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_a_parameter_that_a_script_misspells_is_named(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door, methods in made.first_doors():
        if door.action == "public" and not door.where.startswith("api/"):
            continue  # Pages for people, who come with whatever their link carries.
        for method in methods:
            plain = knocking.knock(made.visitor, method, door.address(made.known))
            if "json" not in plain.headers.get("Content-Type", ""):
                continue
            for query, name in corpus.UNKNOWN.items():
                made.knock(door, method, what=query, query=query, named=name)
    assert made.faults == []


@pytest.mark.parametrize("role", ["anonymous", "operator", "gateway"])
def test_no_header_breaks_a_door(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door in DOORS:
        for what, headers in corpus.HEADERS.items():
            if not door.rings:
                made.knock(door, "GET", what=what, headers=dict(headers))
            if not (door.rings and made.visitor.may(door)):
                made.knock(door, "POST", what=what, headers=dict(headers))
    assert made.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_a_door(scenery: Scenery, role: str) -> None:
    made = Round(scenery, role)
    for door, _methods in made.first_doors():
        for name in door.arguments:
            for text in corpus.PATHS:
                for method in ("GET", "POST"):
                    made.knock(door, method, what=f"{name} is {text[:20]}", told={name: text})
    assert made.faults == []


def test_whatever_is_announced_rings_flagged_and_is_kept(scenery: Scenery) -> None:
    gateway = scenery.visitor("gateway")
    (door,) = [door for door in DOORS if door.rings and door.action == "call.announce"]
    address = door.address({})
    silent: dict[str, object] = {}
    for what, body in corpus.BODIES.items():
        answer = knocking.knock(gateway, "POST", address, body)
        told = answer.json() if answer.status_code == 201 else {}
        if not told.get("flags"):
            silent[what] = (answer.status_code, answer.content[:200])
            continue
        (line,) = log.read(UUID(told["id"]))
        if base64.b64decode(line.data.get("raw", "")) != body.raw[: announcement.RAW_KEPT]:
            silent[what] = "other bytes were kept"
    for query in (*corpus.UNREADABLE, *corpus.UNKNOWN, *corpus.ODD):
        answer = knocking.knock(gateway, "POST", f"{address}?{query}")
        if answer.status_code != 201:
            silent[query] = (answer.status_code, answer.content[:200])
    for what, headers in corpus.HEADERS.items():
        if {"Authorization", "Host"} & set(headers):
            continue  # Who does not say who they are, or asks another centre, is not heard.
        answer = knocking.knock(gateway, "POST", address, headers=headers)
        if answer.status_code != 201:
            silent[what] = (answer.status_code, answer.content[:200])
    assert silent == {}
