"""Hashing is bounded, and what a breach has told is no password here."""

from __future__ import annotations

import threading
import time

import pytest
from django.contrib.auth import hashers, password_validation
from django.core.exceptions import ValidationError

from calls.people import passwords
from calls.people.models import User
from tests.calls import room as rooms
from tests.calls.people import doors

LUCIA = User(username="lucia", display_name="Lucía Ramos")


@pytest.mark.parametrize(
    "password",
    [
        *("corto", "123456789012", "qwertyuiopasdf", "P@ssw0rd123!", "contrasena1234"),
        *("lucialucia112", "aaaaaaaaaaaaaaaa", "iloveyou123456", "x" * 256),
    ],
)
def test_what_guessing_finds_soon_is_no_password(password: str) -> None:
    with pytest.raises(ValidationError):
        password_validation.validate_password(password, LUCIA)


@pytest.mark.parametrize(
    "password",
    ["ocho-caballos-verdes", "mesa azul trueno lento", "tR7#kq_9Zp!wLm", "ñandú-él-cima-9"],
)
def test_what_is_long_and_unrelated_is_one(password: str) -> None:
    password_validation.validate_password(password, LUCIA)


def test_a_password_is_hashed_with_argon2id_and_the_least_that_is_enough() -> None:
    assert doors.ENCODED.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_of_former_settings_is_made_anew_at_the_next_sign_in(room: rooms.Room) -> None:
    former = hashers.Argon2PasswordHasher()
    room.lucia.password = former.encode(doors.PASSWORD, former.salt())
    room.lucia.save()
    assert passwords.check(user=room.lucia, password=doors.PASSWORD)
    assert "m=19456,t=2,p=1" in User.objects.get(id=room.lucia.id).password
    assert passwords.check(user=room.lucia, password=doors.PASSWORD)


def test_a_disabled_person_has_no_password(room: rooms.Room) -> None:
    doors.with_password(room.lucia)
    assert passwords.check(user=room.lucia, password=doors.PASSWORD)
    room.lucia.is_active = False
    assert not passwords.check(user=room.lucia, password=doors.PASSWORD)


def test_whoever_was_invited_and_has_none_yet_cannot_sign_in_with_an_empty_one(
    room: rooms.Room,
) -> None:
    for kept in ("", hashers.make_password(None)):
        room.lucia.password = kept
        assert not passwords.check(user=room.lucia, password="")


def test_so_many_are_hashed_at_once_and_no_more() -> None:
    slots = passwords.Slots(slots=2, waiting=3, seconds=5)
    inside, most, crowded = 0, 0, 0
    lock, go = threading.Lock(), threading.Event()

    def come() -> None:
        nonlocal inside, most, crowded
        try:
            with slots.taken():
                with lock:
                    inside += 1
                    most = max(most, inside)
                go.wait(5)
                with lock:
                    inside -= 1
        except passwords.Crowded:
            with lock:
                crowded += 1

    everybody = [threading.Thread(target=come) for _ in range(12)]
    for one in everybody:
        one.start()
    while crowded < 7:
        time.sleep(0.01)
    go.set()
    for one in everybody:
        one.join()
    assert (most, crowded) == (2, 7)


def test_who_waits_too_long_is_sent_away() -> None:
    slots = passwords.Slots(slots=1, waiting=1, seconds=0.01)
    with slots.taken(), pytest.raises(passwords.Crowded), slots.taken():
        pass
    with slots.taken():
        pass
