"""The way in: password, second factor, desk, a code given by hand; and how long it lasts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from calls.people import halfway, passwords, throttle
from calls.people.models import Desk, Seat, Shift, User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.people import doors

NEEDED = override_settings(CAE_SECOND_FACTOR=frozenset({"operator"}))


@pytest.fixture
def lucia(room: rooms.Room) -> User:
    """Give an operator with a password."""
    return doors.with_password(room.lucia)


def recorded() -> list[tuple[str, str]]:
    """Name what was recorded, with its reason."""
    return list(AccessRecord.objects.order_by("id").values_list("action", "reason"))


def second(client: Client, code: str) -> Any:
    """Give the authenticator's code."""
    return client.post("/sign-in/second/", {"code": code})


def test_whoever_has_an_authenticator_is_asked_for_its_code(lucia: User) -> None:
    machine, client = doors.enrolled(lucia), doors.knock()
    assert doors.sign_in(client, next="/archive/")["Location"] == "/sign-in/second/"
    assert doors.home(client) == 401
    assert second(client, doors.wrong(machine)).status_code == 400
    assert doors.home(client) == 401
    answer = second(client, machine.now())
    assert answer["Location"] == "/archive/"
    assert doors.home(client) == 302


def test_the_same_code_does_not_let_a_second_one_in(lucia: User) -> None:
    machine, first, other = doors.enrolled(lucia), doors.knock(), doors.knock()
    doors.sign_in(first)
    doors.sign_in(other)
    code = machine.now()
    assert second(first, code).status_code == 302
    assert second(other, code).status_code == 400
    assert doors.home(other) == 401


def test_the_second_step_leads_nowhere_without_the_first(lucia: User) -> None:
    machine = doors.enrolled(lucia)
    for path in ("/sign-in/second/", "/sign-in/authenticator/"):
        answer: Any = doors.knock().post(path, {"code": machine.now()})
        assert answer["Location"] == "/sign-in/"


def test_the_way_in_is_open_for_ten_minutes(lucia: User, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, client = doors.enrolled(lucia), doors.knock()
    monkeypatch.setattr(halfway, "LASTS", timedelta(0))
    doors.sign_in(client)
    assert second(client, machine.now())["Location"] == "/sign-in/"


def test_a_right_password_from_somebody_else_signs_the_one_before_out(
    lucia: User, room: rooms.Room
) -> None:
    client = doors.knock()
    doors.sign_in(client)
    doors.with_password(room.marcos)
    doors.enrolled(room.marcos)
    doors.sign_in(client, "marcos")
    assert doors.home(client) == 401


@NEEDED
def test_a_role_that_must_have_an_authenticator_sets_it_up_on_the_way_in(lucia: User) -> None:
    client = doors.knock()
    assert doors.sign_in(client)["Location"] == "/sign-in/authenticator/"
    page: Any = client.get("/sign-in/authenticator/")
    text = page.content.decode()
    secret = re.sub(r"\s", "", re.findall(r'<code class="mono">([A-Z2-7 ]+)</code>', text)[0])
    assert "<svg" in text
    code = doors.wrong(pyotp.TOTP(secret))
    wrong: Any = client.post("/sign-in/authenticator/", {"code": code})
    assert wrong.status_code == 400
    assert doors.home(client) == 401
    answer: Any = client.post("/sign-in/authenticator/", {"code": pyotp.TOTP(secret).now()})
    assert answer["Location"] == "/"
    assert doors.home(client) == 302
    assert ("second_factor.enrol", "") in recorded()


@NEEDED
def test_whoever_has_an_authenticator_cannot_set_up_another_on_the_way_in(lucia: User) -> None:
    client = doors.knock()
    doors.sign_in(client)
    doors.enrolled(lucia)
    answer: Any = client.get("/sign-in/authenticator/")
    assert answer["Location"] == "/sign-in/second/"


def test_too_many_tries_are_told_how_long_to_wait_and_whom_to_ask(lucia: User) -> None:
    client = doors.knock()
    for _ in range(throttle.FREE):
        assert doors.sign_in(client, password="no").status_code == 400
    answer = doors.sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= throttle.FIRST_LOCK.total_seconds()
    assert answer["Retry-After"] in answer.content.decode()
    assert 'value="lucia"' in answer.content.decode()
    assert doors.sign_in(doors.knock(doors.ELSEWHERE)).status_code == 302


def test_an_unknown_user_has_to_wait_like_a_known_one(lucia: User) -> None:
    pages = set()
    for username in ("lucia", "nadie"):
        for _ in range(throttle.FREE):
            doors.sign_in(doors.knock(), username, "no")
        answer = doors.sign_in(doors.knock(), username, "no")
        text = re.sub(r'(csrfmiddlewaretoken" value|data-now)="[^"]+"', "", answer.content.decode())
        pages.add((answer.status_code, re.sub(r"\d+ s", "", text.replace(username, "somebody"))))
    assert len(pages) == 1


@override_settings(PROXIES=0)
def test_a_forged_header_is_no_other_source(lucia: User) -> None:
    client = doors.knock()
    answers = [
        client.post(
            "/sign-in/",
            {"username": "lucia", "password": "no"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(throttle.FREE + 3)
    ]
    assert answers == [400] * throttle.FREE + [429] * 3


def test_the_second_step_is_slowed_down_too(lucia: User) -> None:
    code = doors.wrong(doors.enrolled(lucia))
    client = doors.knock()
    doors.sign_in(client)
    answers = [second(client, code).status_code for _ in range(throttle.FREE + 1)]
    assert answers[-1] == 429
    assert answers[0] == 400


def test_where_too_many_sign_in_one_is_asked_to_come_again_and_nothing_is_counted(
    lucia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "STRANGERS", passwords.Slots(slots=1, waiting=0, seconds=0))
    with passwords.STRANGERS.taken():
        answers = [doors.sign_in(doors.knock()) for _ in range(throttle.FREE + 3)]
    assert {(answer.status_code, answer["Retry-After"]) for answer in answers} == {(503, "2")}
    assert doors.sign_in(doors.knock()).status_code == 302


def test_a_flood_of_strangers_does_not_hold_up_whoever_is_known_here(
    lucia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    doors.sign_in(doors.knock())
    monkeypatch.setattr(passwords, "STRANGERS", passwords.Slots(slots=1, waiting=0, seconds=0))
    with passwords.STRANGERS.taken():
        assert doors.sign_in(doors.knock()).status_code == 302


def test_a_desk_is_chosen_and_remembered_in_the_browser(lucia: User) -> None:
    client = doors.knock()
    page: Any = client.get("/sign-in/")
    assert b'name="desk"' not in page.content
    Desk.objects.create(code="OP7")
    doors.sign_in(client, desk="OP7")
    lucia.refresh_from_db()
    assert lucia.position == "OP7"
    assert Seat.objects.get().desk == Desk.objects.get()
    client.post("/sign-out/")
    page = client.get("/sign-in/")
    assert b'<option value="OP7" selected' in page.content


def test_a_desk_of_another_centre_and_one_that_is_not_there_are_refused(
    lucia: User, room: rooms.Room
) -> None:
    Desk.objects.create(code="SAN1", centre=room.health)
    Desk.objects.create(code="OLD", is_active=False)
    for desk in ("SAN1", "OLD", "nowhere"):
        client = doors.knock()
        assert doors.sign_in(client, desk=desk).status_code == 400
        assert doors.home(client) == 401
    doors.with_password(room.elena)
    assert doors.sign_in(doors.knock(), "elena", desk="SAN1").status_code == 302


@pytest.mark.parametrize(
    ("starts", "ends", "lasts"),
    [(-1, 7, 8.0), (1, 9, 10.0), (-9, -1, 12.0), (5, 13, 12.0)],
)
def test_a_session_lasts_as_long_as_the_shift_and_its_overrun(
    lucia: User, starts: int, ends: int, lasts: float
) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    Shift.objects.create(user=lucia, starts_at=now + starts * hour, ends_at=now + ends * hour)
    client = doors.knock()
    doors.sign_in(client)
    stored = Session.objects.get(session_key=client.session.session_key)
    assert abs(stored.expire_date - (now + lasts * hour)) < timedelta(minutes=5)


def test_no_session_ends_by_its_age_while_a_case_is_held(lucia: User, room: rooms.Room) -> None:
    busy, idle = rooms.Browser(lucia), rooms.Browser(room.marcos)
    room.answered(lucia)
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    assert (doors.home(busy.client), doors.home(idle.client)) == (302, 401)


def test_no_browser_is_told_when_its_cookie_ends(lucia: User) -> None:
    client = doors.knock()
    doors.sign_in(client)
    assert client.cookies["sessionid"]["max-age"] == ""
    assert client.cookies["sessionid"]["expires"] == ""


def test_signing_in_and_out_and_every_refusal_are_recorded_without_what_was_typed(
    lucia: User,
) -> None:
    client = doors.knock()
    doors.sign_in(client, password="not-my-password")
    doors.sign_in(client, "my-password-as-a-name", "x")
    doors.sign_in(client)
    client.post("/sign-out/")
    assert [action for action, _reason in recorded()] == [
        *("session.refused", "session.refused", "session.begin", "session.end"),
    ]
    first, unknown = AccessRecord.objects.order_by("id")[:2]
    assert (first.subject_id, unknown.subject_id) == (lucia.id, None)
    assert {row.source for row in AccessRecord.objects.all()} == {doors.HERE}
    assert "my-password" not in str(list(AccessRecord.objects.values()))


def test_of_a_flood_only_what_was_looked_at_is_recorded(lucia: User) -> None:
    for _ in range(30):
        doors.sign_in(doors.knock(), password="no")
    rows = recorded()
    assert len(rows) == throttle.FREE
    assert rows[-1] == ("session.refused", "locked")


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_of_this_host_alone_where_there_is_tls(*, secure: bool) -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from cae import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)",
        ],
        env={**os.environ, "CAE_SECURE_COOKIES": str(int(secure))},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    prefix = "__Host-" if secure else ""
    assert told == [f"{prefix}sessionid", f"{prefix}csrftoken"]
