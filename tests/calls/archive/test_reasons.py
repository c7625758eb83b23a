"""A reason is stated once, stands for a while, and is in no address."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.base import SessionBase

from calls.archive import reasons
from calls.casefile import clock
from calls.people.models import Role
from tests.calls import room as rooms
from tests.calls.archive import shelf


@pytest.fixture
def room(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> rooms.Room:
    """Let views look at the room's own clock."""
    monkeypatch.setattr(clock, "now", lambda: room.now)
    return room


def test_a_reason_leads_on_to_the_search_and_stands_in_no_address(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    client = rooms.Browser(room.carmen).client
    sent = {"reason": shelf.WHY, "q": "zamora", "severity": "none", "from": "", "x": "1"}
    answer: Any = client.post("/archive/reason/", sent)
    assert (answer.status_code, answer.url) == (302, "/archive/?q=zamora&severity=none")
    page: Any = client.get(answer.url)
    assert shelf.references(page) == [file.reference]
    assert shelf.WHY in shelf.text(page)
    links = [line for line in shelf.text(page).splitlines() if "href=" in line or "action=" in line]
    assert not [line for line in links if "Orden" in line or "reason=" in line]
    assert client.get(f"/archive/{file.reference}/").context["disclosed"]
    assert [record.reason for record in shelf.records()] == [
        *(f"{shelf.WHY} · q=zamora&severity=none · 1/1", shelf.WHY),
    ]


def test_a_link_that_is_passed_on_asks_its_reader_for_a_reason(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    shelf.search(room.carmen, reason=shelf.WHY, q="zamora")
    other = room.person("pilar", Role.SUPERVISOR)
    assert shelf.search(other, q="zamora").status_code == 400
    assert not shelf.page(other, f"/archive/{file.reference}/").context["disclosed"]  # type: ignore[attr-defined]  # a test client's answer


def test_a_reason_stated_for_a_file_opens_it(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    client = rooms.Browser(room.carmen).client
    answer: Any = client.post("/archive/reason/", {"reason": shelf.WHY, "file": file.reference})
    assert answer.url == f"/archive/{file.reference}/"
    assert "Calle Zamora 1" in client.get(answer.url).content.decode()


def test_after_a_while_it_is_asked_for_again() -> None:
    session = SessionBase()
    assert reasons.standing(session, at=rooms.NOON) is None
    reasons.state(session, shelf.WHY, at=rooms.NOON)
    until = rooms.NOON + reasons.LASTS
    stated = reasons.standing(session, at=until - timedelta(seconds=1))
    assert stated == reasons.Stated(text=shelf.WHY, until=until)
    assert reasons.standing(session, at=until) is None
    assert reasons.standing(session, at=rooms.NOON - timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"reason": "x"}, "reason"),
        ({}, "reason"),
        ({"reason": "x" * 121}, "reason"),
        ({"reason": shelf.WHY, "file": "../wall"}, "file"),
    ],
)
def test_a_bad_reason_is_refused_by_its_name_and_what_was_typed_stays(
    room: rooms.Room, sent: dict[str, str], field: str
) -> None:
    browser = rooms.Browser(room.carmen)
    answer = browser.client.post(
        "/archive/reason/", sent | {"q": "zamora"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 400
    assert list(json.loads(answer.content)["fields"]) == [field]
    page: Any = browser.client.post("/archive/reason/", sent | {"q": "zamora"})
    assert page.status_code == 400
    assert f'value="{sent.get("reason", "")}"' in page.content.decode()
    assert 'value="zamora"' in page.content.decode()
    assert shelf.records() == []


def test_who_needs_no_reason_has_none_recorded(room: rooms.Room) -> None:
    shelf.sealed(room, by=room.lucia)
    shelf.search(room.lucia, reason="no hace falta", q="zamora")
    (record,) = shelf.records()
    assert "falta" not in record.reason
