"""Whoever chooses a language before signing in is spoken to in it afterwards."""

import pytest
from django.test import Client

from calls.people.models import User

PASSWORD = "long enough for a test"


def person(username: str) -> User:
    user = User(username=username, display_name="A", role="operator", language="es")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, user: User) -> None:
    form = {"username": user.username, "password": PASSWORD}
    assert client.post("/sign-in/", form).status_code == 302


@pytest.mark.usefixtures("database")
def test_a_language_chosen_at_the_door_is_the_persons_from_then_on() -> None:
    user, desk = person("ana"), Client()
    desk.post("/language/", {"language": "en"})
    sign_in(desk, user)
    user.refresh_from_db()
    assert user.language == "en"
    assert b'<html lang="en"' in desk.get("/console/").content


@pytest.mark.usefixtures("database")
def test_the_next_person_at_the_desk_keeps_their_own() -> None:
    first, second, desk = person("ana"), person("luis"), Client()
    desk.post("/language/", {"language": "en"})
    sign_in(desk, first)
    desk.post("/language/", {"language": "en"})
    desk.post("/sign-out/")
    sign_in(desk, second)
    second.refresh_from_db()
    assert second.language == "es"


@pytest.mark.usefixtures("database")
def test_an_unknown_language_changes_nothing() -> None:
    user, desk = person("ana"), Client()
    desk.post("/language/", {"language": "xx"})
    sign_in(desk, user)
    user.refresh_from_db()
    assert user.language == "es"
