"""A code given by hand makes a new password, once, and tells a guesser nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from calls.people import actor as actors
from calls.people import codes, throttle
from calls.people.credentials import SecondFactor
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.people import doors

NEW = "mesa azul trueno lento"


@pytest.fixture
def lucia(room: rooms.Room) -> User:
    """Give an operator with a password."""
    return doors.with_password(room.lucia)


def redeem(client: Client, code: str, password: str = NEW, username: str = "lucia") -> Any:
    """Come with a code given by hand."""
    told = {"username": username, "code": code, "password": password, "again": password}
    return client.post("/sign-in/code/", told)


def test_an_invitation_makes_a_password_and_counts_once(lucia: User, room: rooms.Room) -> None:
    code = codes.issue(
        user=lucia, purpose="invitation", by=actors.person(room.carmen), at=timezone.now()
    )
    other, client = rooms.Browser(lucia), doors.knock()
    doors.enrolled(lucia)
    assert redeem(client, code.lower().replace("-", " "))["Location"] == "/"
    assert doors.home(client) == 302
    assert doors.home(other.client) == 401, "every session of before has ended"
    assert not SecondFactor.objects.exists(), "the authenticator is set up anew"
    assert redeem(doors.knock(), code).status_code == 400
    assert doors.sign_in(doors.knock(), password=doors.PASSWORD).status_code == 400
    assert doors.sign_in(doors.knock(), password=NEW).status_code == 302
    assert AccessRecord.objects.filter(action="code.redeem", reason="invitation").exists()


def test_a_bad_new_password_does_not_use_the_code_up(lucia: User, room: rooms.Room) -> None:
    code = codes.issue(
        user=lucia, purpose="recovery", by=actors.person(room.carmen), at=timezone.now()
    )
    for _ in range(throttle.FREE + 1):
        assert redeem(doors.knock(), code, "123456789012").status_code == 400
    assert redeem(doors.knock(), code).status_code == 302


def test_a_wrong_code_an_unknown_user_and_a_disabled_one_get_the_same_answer(
    lucia: User, room: rooms.Room
) -> None:
    code = codes.issue(
        user=room.marcos, purpose="recovery", by=actors.person(room.carmen), at=timezone.now()
    )
    User.objects.filter(id=room.marcos.id).update(is_active=False)
    pages = set()
    for username in ("lucia", "nadie", "marcos"):
        answer = redeem(doors.knock(), code, username=username)
        text = answer.content.decode().replace(username, "somebody")
        pages.add(re.sub(r'(csrfmiddlewaretoken" value|data-now)="[^"]+"', "", text))
        assert answer.status_code == 400
    assert len(pages) == 1


def test_codes_cannot_be_guessed_at_speed(lucia: User) -> None:
    answers = [redeem(doors.knock(), "AAAAA-AAAAA").status_code for _ in range(throttle.FREE + 1)]
    assert answers[-1] == 429
