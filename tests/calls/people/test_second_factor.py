"""An authenticator's codes: of now, each once, and its secret unreadable at rest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from django.test import override_settings

from calls.people import second_factor
from calls.people.credentials import SecondFactor
from tests.calls import room as rooms

AT = datetime(2026, 5, 1, 12, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=second_factor.STEP_SECONDS)
# RFC 6238, appendix B: the seed "12345678901234567890" and, of its eight digits, the last six.
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"))


def enrolled(room: rooms.Room, secret: str = SEED) -> pyotp.TOTP:
    """Give the first operator an authenticator, long ago."""
    machine, at = pyotp.TOTP(secret), AT - 100 * STEP
    assert second_factor.enrol(user=room.lucia, secret=secret, code=machine.at(at), at=at)
    return machine


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_standard(room: rooms.Room, seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert second_factor.enrol(user=room.lucia, secret=SEED, code=code, at=at)


def test_a_code_is_good_once(room: rooms.Room) -> None:
    machine = enrolled(room)
    code = machine.at(AT)
    assert second_factor.verify(user=room.lucia, code=f"{code[:3]} {code[3:]}", at=AT)
    assert not second_factor.verify(user=room.lucia, code=code, at=AT)
    assert second_factor.verify(user=room.lucia, code=machine.at(AT + STEP), at=AT + STEP)


def test_a_code_from_before_the_last_one_is_too_old(room: rooms.Room) -> None:
    machine = enrolled(room)
    assert second_factor.verify(user=room.lucia, code=machine.at(AT), at=AT)
    assert not second_factor.verify(user=room.lucia, code=machine.at(AT - STEP), at=AT)


@pytest.mark.parametrize(
    ("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_half_a_minute_off(room: rooms.Room, steps: int, *, good: bool) -> None:
    machine = enrolled(room)
    code = machine.at(AT + steps * STEP)
    assert second_factor.verify(user=room.lucia, code=code, at=AT) is good


def test_the_code_of_another_secret_enrols_nobody(room: rooms.Room) -> None:
    code = pyotp.TOTP(second_factor.new_secret()).at(AT)
    assert not second_factor.enrol(user=room.lucia, secret=SEED, code=code, at=AT)
    assert not second_factor.is_enrolled(room.lucia)


def test_the_code_that_enrolled_does_not_sign_in(room: rooms.Room) -> None:
    code = pyotp.TOTP(SEED).at(AT)
    assert second_factor.enrol(user=room.lucia, secret=SEED, code=code, at=AT)
    assert not second_factor.verify(user=room.lucia, code=code, at=AT)


def test_whoever_has_no_authenticator_has_no_code(room: rooms.Room) -> None:
    assert not second_factor.verify(user=room.lucia, code="000000", at=AT)


def test_the_secret_is_not_readable_where_it_is_kept(room: rooms.Room) -> None:
    machine = enrolled(room)
    assert SEED not in str(SecondFactor.objects.values().get())
    code = machine.at(AT)
    with override_settings(SECRET_KEY="another-key", SECRET_KEY_FALLBACKS=[]):
        assert not second_factor.verify(user=room.lucia, code=code, at=AT)
    assert second_factor.verify(user=room.lucia, code=code, at=AT)


def test_a_changed_key_still_reads_what_the_former_one_kept(room: rooms.Room) -> None:
    machine = enrolled(room)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert second_factor.verify(user=room.lucia, code=machine.at(AT), at=AT)


def test_the_roles_that_must_have_one_are_a_setting(room: rooms.Room) -> None:
    with override_settings(CAE_SECOND_FACTOR=frozenset({"operator"})):
        assert second_factor.must_enrol(room.lucia)
        assert not second_factor.must_enrol(room.carmen)
        enrolled(room)
        assert not second_factor.must_enrol(room.lucia)


def test_the_picture_brings_no_style_and_no_script(room: rooms.Room) -> None:
    drawn = second_factor.picture(second_factor.address(user=room.lucia, secret=SEED))
    assert drawn.startswith("<svg")
    assert not re.search(r"style=|<style|<script|on\w+=", drawn)
    assert SEED not in drawn
