"""One's own sign-in is changed by whoever knows its password; a room's people by its head."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from calls.people import codes, second_factor, throttle
from calls.people.credentials import OneTimeCode
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.people import doors

NEW = "mesa azul trueno lento"


@pytest.fixture
def lucia(room: rooms.Room) -> User:
    """Give an operator with a password."""
    return doors.with_password(room.lucia)


@pytest.fixture
def mine(lucia: User) -> Client:
    """Give the operator's screen."""
    client = doors.knock()
    doors.sign_in(client)
    return client


def change(client: Client, current: str = doors.PASSWORD, new: str = NEW, again: str = "") -> Any:
    """Change one's password through the page."""
    told = {"current": current, "password": new, "again": again or new}
    return client.post("/account/password/", told)


def text_of(client: Client, path: str) -> str:
    """Give a page's text."""
    page: Any = client.get(path)
    assert page.status_code == 200
    return str(page.content.decode())


def test_a_changed_password_ends_every_other_session(mine: Client, lucia: User) -> None:
    other = doors.knock(doors.ELSEWHERE)
    doors.sign_in(other)
    assert change(mine).status_code == 302
    assert (doors.home(mine), doors.home(other)) == (302, 401)
    assert doors.sign_in(doors.knock(), password=doors.PASSWORD).status_code == 400
    assert doors.sign_in(doors.knock(), password=NEW).status_code == 302
    assert AccessRecord.objects.filter(action="password.change", subject_id=lucia.id).count() == 1


@pytest.mark.parametrize(
    ("current", "new", "again"),
    [
        ("no", NEW, NEW),
        (doors.PASSWORD, NEW, NEW + "x"),
        (doors.PASSWORD, "corto", "corto"),
        (doors.PASSWORD, "P@ssw0rd123!", "P@ssw0rd123!"),
        (doors.PASSWORD, "\0" * 12, "\0" * 12),
    ],
)
def test_a_password_that_will_not_do_changes_nothing(
    mine: Client, lucia: User, current: str, new: str, again: str
) -> None:
    answer = change(mine, current, new, again)
    assert answer.status_code == 400
    assert b'aria-invalid="true"' in answer.content
    assert new not in answer.content.decode() or new == "\0" * 12
    lucia.refresh_from_db()
    assert lucia.password == doors.ENCODED


def test_ones_own_password_cannot_be_guessed_at_an_open_screen(mine: Client) -> None:
    answers = [change(mine, "no").status_code for _ in range(throttle.FREE + 1)]
    assert answers == [400] * throttle.FREE + [429]


def test_an_authenticator_is_set_up_by_who_knows_the_password(mine: Client, lucia: User) -> None:
    text = text_of(mine, "/account/authenticator/")
    found = re.findall(r'<code class="mono">([A-Z2-7 ]+)</code>', text)[0]
    machine = pyotp.TOTP(found.replace(" ", ""))
    for told in (
        {"code": machine.now(), "current": "no"},
        {"code": doors.wrong(machine), "current": doors.PASSWORD},
    ):
        refused: Any = mine.post("/account/authenticator/", told)
        assert refused.status_code == 400
        assert not second_factor.is_enrolled(lucia)
    told = {"code": machine.now(), "current": doors.PASSWORD}
    answer: Any = mine.post("/account/authenticator/", told)
    assert answer["Location"] == "/account/"
    assert second_factor.is_enrolled(lucia)
    assert doors.sign_in(doors.knock())["Location"] == "/sign-in/second/"


def test_a_supervisor_sees_who_has_to_wait_and_lets_them_in(room: rooms.Room, lucia: User) -> None:
    for _ in range(throttle.FREE):
        doors.sign_in(doors.knock(), password="no")
    head = rooms.Browser(room.carmen)
    assert f"/people/{lucia.id}/unlock/" in text_of(head.client, "/people/")
    assert head.command(f"/people/{lucia.id}/unlock/").status_code == 302
    assert f"/people/{lucia.id}/unlock/" not in text_of(head.client, "/people/")
    assert doors.sign_in(doors.knock()).status_code == 302
    record = AccessRecord.objects.get(action="people.unlock")
    assert (record.actor_id, record.subject_id) == (room.carmen.id, lucia.id)


def test_a_supervisor_gives_a_code_that_is_shown_once(room: rooms.Room, lucia: User) -> None:
    head = rooms.Browser(room.carmen)
    answer = head.command(f"/people/{lucia.id}/code/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    found = re.findall(rf"[{codes.LETTERS}]{{5}}-[{codes.LETTERS}]{{5}}", answer.content.decode())
    assert codes.is_open(user=lucia, text=found[0], at=timezone.now())
    assert found[0] not in text_of(head.client, "/people/")
    kept = OneTimeCode.objects.get()
    assert (kept.purpose, kept.issued_by) == ("recovery", room.carmen.id)
    assert kept.expires_at - kept.issued_at == timedelta(hours=1)
    assert AccessRecord.objects.filter(action="people.recover", subject_id=lucia.id).exists()


@pytest.mark.parametrize("role", ["supervisor", "administrator", "auditor"])
def test_a_supervisor_gives_no_code_to_who_stands_above_or_beside(
    room: rooms.Room, role: str
) -> None:
    other = User.objects.create(username="other", display_name="Other", role=role)
    head = rooms.Browser(room.carmen)
    for user in (other, room.carmen):
        assert head.command(f"/people/{user.id}/code/").status_code == 404
    assert not OneTimeCode.objects.exists()


def test_nobody_lets_themselves_in(room: rooms.Room) -> None:
    head = rooms.Browser(room.carmen)
    assert head.command(f"/people/{room.carmen.id}/unlock/").status_code == 404


def test_only_a_supervisor_has_the_peoples_page(room: rooms.Room, lucia: User) -> None:
    for user in (lucia, room.elena):
        browser = rooms.Browser(user)
        assert browser.get("/people/").status_code == 403
        assert browser.command(f"/people/{room.marcos.id}/code/").status_code == 403
    assert not OneTimeCode.objects.exists()
