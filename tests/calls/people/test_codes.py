"""A code given by hand counts once, for one person, and not for long."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.people import actor as actors
from calls.people import codes
from calls.people.credentials import OneTimeCode
from tests.calls import room as rooms

AT = rooms.NOON
SECOND = timedelta(seconds=1)


def given_code(room: rooms.Room, purpose: codes.Purpose = "invitation") -> str:
    """Let the supervisor give the first operator a code."""
    return codes.issue(user=room.lucia, purpose=purpose, by=actors.person(room.carmen), at=AT)


def test_a_code_is_short_and_easy_to_read_aloud(room: rooms.Room) -> None:
    assert re.fullmatch(f"[{codes.LETTERS}]{{5}}-[{codes.LETTERS}]{{5}}", given_code(room))
    assert not set("ILOU") & set(codes.LETTERS)


def test_a_code_is_redeemed_once(room: rooms.Room) -> None:
    text = given_code(room)
    assert codes.is_open(user=room.lucia, text=text, at=AT)
    found = codes.redeem(user=room.lucia, text=text, at=AT)
    assert found is not None
    assert (found.purpose, found.issued_by) == ("invitation", room.carmen.id)
    assert codes.redeem(user=room.lucia, text=text, at=AT) is None
    assert not codes.is_open(user=room.lucia, text=text, at=AT)


def test_a_code_is_one_persons(room: rooms.Room) -> None:
    assert codes.redeem(user=room.marcos, text=given_code(room), at=AT) is None


@pytest.mark.parametrize("purpose", ["invitation", "recovery"])
def test_a_code_expires(room: rooms.Room, purpose: codes.Purpose) -> None:
    text = given_code(room, purpose)
    lasts = codes.LASTS[purpose]
    assert codes.redeem(user=room.lucia, text=text, at=AT + lasts) is None
    assert codes.redeem(user=room.lucia, text=text, at=AT + lasts - SECOND) is not None


def test_a_new_code_withdraws_the_one_before(room: rooms.Room) -> None:
    first, second = given_code(room), given_code(room)
    assert codes.redeem(user=room.lucia, text=first, at=AT) is None
    assert codes.redeem(user=room.lucia, text=second, at=AT) is not None


def test_the_text_of_a_code_is_kept_nowhere(room: rooms.Room) -> None:
    text = given_code(room)
    kept = str(OneTimeCode.objects.values().get())
    assert text not in kept
    assert codes.plain(text) not in kept


@given(st.text(codes.LETTERS, min_size=10, max_size=10), st.integers(0, 10))
def test_a_code_is_understood_however_it_is_typed(text: str, gap: int) -> None:
    typed = f" {text[:gap]}-{text[gap:]} ".lower().replace("0", "o").replace("1", "l")
    assert codes.plain(typed) == text
