"""A session lives as long as its person's epoch; signing in tells nobody who exists."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import IntegrityError
from django.test import Client

from calls.people import passwords, sessions
from calls.people.models import User
from tests.calls import room as rooms

PASSWORD = "ocho-caballos-verdes"


@pytest.fixture
def lucia(room: rooms.Room) -> User:
    """Give an operator with a password."""
    room.lucia.set_password(PASSWORD)
    room.lucia.save()
    return room.lucia


def sign_in(client: Client, username: str, password: str, **more: str) -> Any:
    """Sign in through the page."""
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def home(client: Client) -> int:
    """Ask for one's own screen."""
    answer: Any = client.get("/", headers={"Accept": "application/json"})
    return int(answer.status_code)


def test_signing_in_opens_the_screen_of_ones_role(lucia: User) -> None:
    client = Client()
    answer = sign_in(client, "lucia", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    onward: Any = client.get("/")
    assert onward["Location"] == "/console/"
    assert client.cookies["sessionid"]["httponly"]


def test_signing_in_changes_the_sessions_key(lucia: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    sign_in(client, "lucia", PASSWORD)
    assert client.cookies["sessionid"].value != session.session_key
    assert home(client) == 302


def test_an_unknown_user_a_wrong_password_and_a_disabled_one_get_the_same_answer(
    lucia: User, room: rooms.Room
) -> None:
    room.marcos.set_password(PASSWORD)
    room.marcos.is_active = False
    room.marcos.save()
    tried = [("lucia", "no"), ("nadie", "no"), ("marcos", PASSWORD), ("lucia", PASSWORD + " ")]
    pages = set()
    for username, password in tried:
        client = Client()
        answer = sign_in(client, username, password)
        assert answer.status_code == 400
        assert "sessionid" not in client.cookies
        text = answer.content.decode().replace(username, "somebody")
        pages.add(re.sub(r'(csrfmiddlewaretoken" value|data-now)="[^"]+"', "", text))
    assert len(pages) == 1


def test_an_unknown_user_costs_as_much_work_as_a_known_one(
    lucia: User, room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    encode = hashers.Argon2PasswordHasher.encode
    decode = hashers.Argon2PasswordHasher.verify

    def count_encode(self: Any, *args: Any) -> str:
        worked.append("encode")
        return encode(self, *args)

    def count_verify(self: Any, *args: Any) -> bool:
        worked.append("verify")
        return decode(self, *args)

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", count_encode)
    monkeypatch.setattr(hashers.Argon2PasswordHasher, "verify", count_verify)
    passwords.check(user=None, password="the first one makes nobody's hash")
    User.objects.filter(id=room.marcos.id).update(password="")
    worked.clear()
    for number, username in enumerate(("lucia", "nadie", "marcos"), start=1):
        sign_in(Client(), username, "no")
        assert worked == ["verify"] * number


def test_raising_the_epoch_ends_every_session_of_that_person_at_once(
    lucia: User, room: rooms.Room
) -> None:
    desks = [Client(), Client()]
    for desk in desks:
        sign_in(desk, "lucia", PASSWORD)
    other = rooms.Browser(room.marcos)
    assert [home(desk) for desk in desks] == [302, 302]
    User.objects.filter(id=lucia.id).update(session_epoch=2)
    assert [home(desk) for desk in desks] == [401, 401]
    User.objects.filter(id=lucia.id).update(session_epoch=1)
    assert [home(desk) for desk in desks] == [401, 401], "a session that ended stays ended"
    assert home(other.client) == 302


def test_disabling_a_person_ends_their_sessions(lucia: User) -> None:
    browser = rooms.Browser(lucia)
    assert home(browser.client) == 302
    User.objects.filter(id=lucia.id).update(is_active=False)
    assert home(browser.client) == 401


def test_a_session_without_an_epoch_is_nobodys(lucia: User) -> None:
    client = Client()
    client.force_login(lucia)
    assert home(client) == 401


def test_signing_out_ends_the_session(lucia: User) -> None:
    browser = rooms.Browser(lucia)
    assert browser.client.post("/sign-out/").status_code == 302
    assert home(browser.client) == 401


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\0", "/\\evil.example"],
)
def test_signing_in_leads_to_no_other_host(onward: str, lucia: User) -> None:
    answer = sign_in(Client(), "lucia", PASSWORD, next=onward)
    assert answer["Location"] == "/"


def test_signing_in_leads_where_one_was_going(lucia: User) -> None:
    assert sign_in(Client(), "lucia", PASSWORD, next="/wall/?a=b")["Location"] == "/wall/?a=b"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("\0", "x"),
        ("lucia", "\0"),
        ("x" * 65, "x"),
        ("lucia", "x" * 257),
        ("", ""),
        ("\ufffd", "x"),
    ],
)
def test_what_cannot_be_a_name_or_password_is_refused(
    username: str, password: str, lucia: User
) -> None:
    assert sign_in(Client(), username, password).status_code == 400


def test_a_form_from_another_page_is_refused(lucia: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, "lucia", PASSWORD)
    assert answer.status_code == 403
    client.force_login(lucia)
    command: Any = client.post("/cases/open/", {"channel": "radio"}, headers={"X-Command-Id": "x"})
    assert (command.status_code, command.json()["code"]) == (403, "forged")


def test_everybody_is_spoken_to_in_their_own_language(lucia: User) -> None:
    spoken = {}
    for language in ("es", "en"):
        User.objects.filter(id=lucia.id).update(language=language)
        lucia.refresh_from_db()
        answer = rooms.Browser(lucia).command("/cases/open/", command_id=None, channel="radio")
        spoken[language] = answer.content
    assert b"A UUID made by the client is needed." in spoken["en"]
    assert spoken["es"] != spoken["en"]


def test_a_dispatcher_has_a_centre_and_nobody_else_has(room: rooms.Room) -> None:
    with pytest.raises(IntegrityError):
        User.objects.filter(id=room.elena.id).update(centre=None)
    with pytest.raises(IntegrityError):
        User.objects.filter(id=room.lucia.id).update(centre=room.health)


def test_ending_all_sessions_of_a_person_ends_nobody_elses(lucia: User, room: rooms.Room) -> None:
    mine, other = rooms.Browser(lucia), rooms.Browser(room.marcos)
    sessions.end_all(user=lucia)
    assert lucia.session_epoch == 2
    assert (home(mine.client), home(other.client)) == (401, 302)
