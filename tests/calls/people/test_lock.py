"""A locked screen reads and does nothing, but for the way out of it; a call keeps it open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from calls.casefile.models import Call, Case
from calls.people import duty, lock, throttle
from calls.people.models import Seat, User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.people import doors

PAGE = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
BY_ITSELF = {"Accept": "application/json", "Sec-Fetch-Mode": "cors"}


@pytest.fixture
def lucia(room: rooms.Room) -> User:
    """Give an operator with a password."""
    return doors.with_password(room.lucia)


@pytest.fixture
def screen(lucia: User) -> Client:
    """Give the operator's screen."""
    client = doors.knock()
    doors.sign_in(client)
    return client


def post(client: Client, path: str, **fields: str) -> Any:
    """Ask as the page's script does."""
    return client.post(path, fields, headers={"Accept": "application/json"})


def ask(client: Client, path: str) -> Any:
    """Read as a page does by itself."""
    return client.get(path, headers=BY_ITSELF)


def shut(client: Client) -> None:
    """Lock by hand."""
    assert post(client, "/session/lock/", by="hand").json() == {"locked": True}


def alone_for(minutes: float) -> None:
    """Let nobody have been there for so long."""
    Seat.objects.update(seen_at=timezone.now() - timedelta(minutes=minutes))


def test_a_locked_screen_refuses_commands_and_reads(screen: Client, room: rooms.Room) -> None:
    case_id = room.answered()
    assert ask(screen, f"/cases/{case_id}/state/").status_code == 200
    shut(screen)
    before = rooms.everything()
    refused = [
        ask(screen, f"/cases/{case_id}/state/"),
        ask(screen, f"/cases/{case_id}/pane/"),
        ask(screen, "/callbacks/"),
        post(screen, "/cases/open/", channel="radio"),
        post(screen, "/account/password/"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {
        (lock.STATUS, "locked")
    }
    assert rooms.everything() == before


def test_the_room_stays_without_its_case_so_that_alarms_go_on(
    screen: Client, room: rooms.Room
) -> None:
    case_id = room.answered()
    shut(screen)
    page: Any = screen.get("/console/", headers=PAGE)
    assert page.status_code == 200
    assert b"data-locked" in page.content
    onward: Any = screen.get(f"/console/{case_id}/", headers=PAGE)
    assert onward["Location"] == f"/console/#{case_id}"


def test_another_page_shows_the_lock_and_nothing_else(screen: Client, room: rooms.Room) -> None:
    shut(screen)
    page: Any = screen.get("/callbacks/", headers=PAGE)
    assert page.status_code == lock.STATUS
    assert b"locked-page" in page.content


def test_the_wall_goes_on_for_everybody_to_see(room: rooms.Room) -> None:
    wall = rooms.Browser(room.carmen)
    shut(wall.client)
    assert wall.get("/wall/").status_code == 200


def test_ones_password_unlocks_and_nobody_elses(screen: Client, room: rooms.Room) -> None:
    shut(screen)
    wrong = post(screen, "/session/unlock/", password="no")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "wrong_password")
    assert ask(screen, "/callbacks/").status_code == lock.STATUS
    assert post(screen, "/session/unlock/", password=doors.PASSWORD).json() == {"locked": False}
    assert ask(screen, "/callbacks/").status_code == 200
    rows = AccessRecord.objects.filter(action__startswith="session").order_by("id")
    assert list(rows.values_list("action", "reason")) == [
        ("session.begin", ""),
        ("session.lock", "by hand"),
        ("session.refused", ""),
        ("session.unlock", ""),
    ]


def test_unlocking_cannot_be_guessed_at_speed(screen: Client) -> None:
    shut(screen)
    answers = [
        post(screen, "/session/unlock/", password="no").status_code
        for _ in range(throttle.FREE + 1)
    ]
    assert answers == [400] * throttle.FREE + [429]


def test_a_lock_is_of_one_screen(screen: Client, lucia: User) -> None:
    other = doors.knock()
    doors.sign_in(other)
    shut(screen)
    assert ask(other, "/callbacks/").status_code == 200


def test_signing_out_and_another_language_are_possible_under_the_lock(screen: Client) -> None:
    shut(screen)
    assert post(screen, "/language/", language="en").status_code == 302
    assert post(screen, "/sign-out/").status_code == 302
    assert not Seat.objects.exists()


def test_a_screen_that_nobody_touches_locks_itself_for_every_later_reading(
    screen: Client, room: rooms.Room
) -> None:
    alone_for(11)
    assert ask(screen, "/callbacks/").status_code == 200, "the page asks first"
    assert post(screen, "/session/lock/", by="itself").status_code == 200
    assert ask(screen, "/callbacks/").status_code == lock.STATUS


def test_a_page_that_does_not_ask_is_locked_a_little_later(screen: Client) -> None:
    alone_for(13)
    assert ask(screen, "/callbacks/").status_code == lock.STATUS
    assert Seat.objects.get().locked_at is not None


def test_opening_a_page_after_a_long_absence_asks_for_the_password(screen: Client) -> None:
    alone_for(13)
    page: Any = screen.get("/callbacks/", headers=PAGE)
    assert page.status_code == lock.STATUS


def test_what_a_page_reads_by_itself_is_no_sign_of_a_person(screen: Client) -> None:
    alone_for(5)
    before = Seat.objects.get().seen_at
    ask(screen, "/callbacks/")
    assert Seat.objects.get().seen_at == before
    post(screen, "/session/seen/")
    assert Seat.objects.get().seen_at > before


def test_a_command_is_a_sign_of_a_person(screen: Client) -> None:
    alone_for(5)
    before = Seat.objects.get().seen_at
    post(screen, "/cases/open/", channel="radio")
    assert Seat.objects.get().seen_at > before


@override_settings(CAE_LOCK_AFTER=0)
def test_a_centre_may_leave_its_screens_open(screen: Client) -> None:
    alone_for(10_000)
    assert post(screen, "/session/lock/", by="itself").status_code == 409
    assert ask(screen, "/callbacks/").status_code == 200
    shut(screen)
    assert ask(screen, "/callbacks/").status_code == lock.STATUS


def test_no_screen_locks_itself_during_a_call(
    screen: Client, room: rooms.Room, lucia: User
) -> None:
    room.answered(lucia)
    alone_for(13)
    refused = post(screen, "/session/lock/", by="itself")
    assert (refused.status_code, refused.json()["code"]) == (409, "on_call")
    alone_for(13)
    assert ask(screen, "/callbacks/").status_code == 200
    assert timezone.now() - Seat.objects.get().seen_at < timedelta(minutes=1), "the call is a sign"
    Call.objects.update(ended_at=timezone.now())
    alone_for(13)
    assert ask(screen, "/callbacks/").status_code == lock.STATUS


def test_a_call_is_over_when_it_ended_or_its_case_is_closed(room: rooms.Room) -> None:
    mine = room.answered(room.lucia)
    room.answered(room.marcos)
    room.ring()
    assert duty.is_on_call(room.lucia.id)
    assert not duty.is_on_call(room.carmen.id)
    Case.objects.filter(id=mine).update(closed_at=timezone.now())
    assert not duty.is_on_call(room.lucia.id)
    assert not duty.is_on_duty(room.lucia.id)
    Call.objects.update(ended_at=timezone.now())
    assert not duty.is_on_call(room.marcos.id)
    assert duty.is_on_duty(room.marcos.id), "the case is still open"


def test_a_revoked_session_is_nobodys_and_not_locked(screen: Client, lucia: User) -> None:
    shut(screen)
    User.objects.filter(id=lucia.id).update(session_epoch=2)
    assert ask(screen, "/callbacks/").status_code == 401
