"""Codes shown once, second factors and sessions taken away; by another than oneself."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from cae.administration import credentials, people
from cae.administration.once import Once
from calls.casefile import refusals
from calls.casefile.models import Command
from calls.people import codes
from calls.people.credentials import OneTimeCode, SecondFactor
from calls.people.models import User
from tests.cae.administration.office import Office, last, refused


def given(office: Office, once: Once, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"person_id": office.room.marcos.id, "purpose": "recovery"} | more
    return credentials.give_code(office.by(), once, **told)


def test_a_code_is_handed_over_and_kept_neither_in_the_log_nor_in_the_answer(
    office: Office,
) -> None:
    once = Once()
    given(office, once)
    assert codes.is_open(user=office.room.marcos, text=once.text, at=office.room.now)
    assert last(office.room.marcos.id)["purpose"] == "recovery"
    kept = str(list(Command.objects.values())) + str(last(office.room.marcos.id))
    assert codes.plain(once.text) not in kept.upper().replace("-", "")


def test_a_code_asked_for_again_by_the_same_command_is_not_shown_again(office: Office) -> None:
    command_id = uuid4()
    first, again = Once(), Once()
    told: dict[str, Any] = {"person_id": office.room.marcos.id, "purpose": "recovery"}
    one = credentials.give_code(office.by(command_id=command_id), first, **told)
    two = credentials.give_code(office.by(command_id=command_id), again, **told)
    assert (one, again.text) == (two, "")
    assert OneTimeCode.objects.count() == 1
    assert codes.is_open(user=office.room.marcos, text=first.text, at=office.room.now)


def test_nobody_gives_themselves_a_code_or_takes_their_own_factor_away(office: Office) -> None:
    refused(refusals.Forbidden, lambda: given(office, Once(), person_id=office.teresa.id))
    refused(
        refusals.Forbidden,
        lambda: credentials.reset_factor(office.by(), person_id=office.teresa.id),
    )


def test_who_is_disabled_is_given_no_code_and_keeps_none(office: Office) -> None:
    once = Once()
    given(office, once)
    people.disable_person(office.by(), person_id=office.room.marcos.id)
    assert not codes.is_open(user=office.room.marcos, text=once.text, at=office.room.now)
    assert refused(refusals.Refusal, lambda: given(office, Once())).code == "disabled"


@pytest.mark.parametrize("factors", [0, 1])
def test_a_factor_is_taken_away_once_and_with_it_every_session(
    office: Office, factors: int
) -> None:
    marcos = office.room.marcos
    if factors:
        SecondFactor.objects.create(user=marcos, secret="x", enrolled_at=office.room.now)
    answer = credentials.reset_factor(office.by(), person_id=marcos.id)
    assert answer["version"] == factors
    assert User.objects.get(id=marcos.id).session_epoch == 1 + factors
    assert not SecondFactor.objects.exists()
