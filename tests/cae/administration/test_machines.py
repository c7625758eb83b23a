"""Machines' tokens: shown once, bound to a centre or a body, rotated without a gap, revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cae.administration import bodies, machines
from cae.administration.once import Once
from calls.casefile import refusals
from calls.casefile.models import Command, Disclosure, Event
from calls.people import tokens
from calls.people.models import ServiceToken, TokenKind
from tests.cae.administration.office import Office, last, line, refused


def issued(office: Office, once: Once | None = None, **told: Any) -> UUID:
    usual: dict[str, Any] = {
        "kind": TokenKind.GATEWAY,
        "name": "Centralita",
        "expires_at": office.room.now + timedelta(days=365),
    }
    answer = machines.issue_token(office.by(), once or Once(), **usual | told)
    return UUID(answer["token"])


def test_a_token_is_shown_once_and_kept_nowhere(office: Office) -> None:
    once = Once()
    token_id = issued(office, once)
    row = ServiceToken.objects.get(id=token_id)
    assert row.digest == tokens.digest(once.text)
    told = last(token_id)
    assert (told["token_kind"], told["name"]) == ("gateway", "Centralita")
    kept = [str(list(model.objects.values())) for model in (Command, Event, Disclosure)]
    assert not any(once.text in text or row.digest in text for text in kept)


def test_the_same_command_again_issues_no_second_token(office: Office) -> None:
    command_id = uuid4()
    told: dict[str, Any] = {
        "kind": TokenKind.GATEWAY,
        "name": "Centralita",
        "expires_at": office.room.now + timedelta(days=1),
    }
    first, again = Once(), Once()
    for once in (first, again):
        machines.issue_token(office.by(command_id=command_id), once, **told)
    assert (bool(first.text), again.text) == (True, "")
    assert ServiceToken.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "with_", "field"),
    [
        (TokenKind.GATEWAY, "body", "body"),
        (TokenKind.GATEWAY, "centre", "centre"),
        (TokenKind.AVL, "", "centre"),
        (TokenKind.PARTNER, "", "centre"),
        (TokenKind.OFFICIAL, "", "body"),
        (TokenKind.OFFICIAL, "nobody", "body"),
        (TokenKind.AVL, "nowhere", "centre"),
    ],
)
def test_a_machine_belongs_to_what_its_kind_says(
    office: Office, kind: TokenKind, with_: str, field: str
) -> None:
    belongs: dict[str, dict[str, Any]] = {
        "": {},
        "body": {"body": UUID(bodies.create_body(office.by(), name="Juzgado")["body"])},
        "centre": {"centre": office.room.health.id},
        "nobody": {"body": uuid4()},
        "nowhere": {"centre": uuid4()},
    }
    wrong = refused(refusals.Invalid, lambda: issued(office, kind=kind, **belongs[with_]))
    assert set(wrong.fields) == {field}
    assert not ServiceToken.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 731])
def test_a_token_ends_within_two_years(office: Office, days: int) -> None:
    expires_at = office.room.now + timedelta(days=days)
    wrong = refused(refusals.Invalid, lambda: issued(office, expires_at=expires_at))
    assert set(wrong.fields) == {"expires_at"}


def test_a_new_text_takes_over_without_a_gap(office: Office) -> None:
    once = Once()
    old_id = issued(office)
    answer = machines.rotate_token(
        office.by(),
        once,
        token_id=old_id,
        overlap=timedelta(hours=24),
        expires_at=office.room.now + timedelta(days=300),
    )
    old, new = ServiceToken.objects.get(id=old_id), ServiceToken.objects.get(id=answer["token"])
    assert new.digest == tokens.digest(once.text)
    assert old.expires_at == office.room.now + timedelta(hours=24)
    told = last(old_id)
    assert told["replaced_by"] == str(new.id)
    assert told["before_expires_at"] > told["after_expires_at"]
    assert line(new.id, 1)["kind"] == "administration.token_issued"


def test_what_is_revoked_opens_nothing_and_is_not_rotated(office: Office) -> None:
    once = Once()
    token_id = issued(office, once)
    knock = Client(headers={"Authorization": f"Bearer {once.text}"})
    office.room.now = ServiceToken.objects.get(id=token_id).made_at
    machines.revoke_token(office.by(), token_id=token_id)
    assert knock.post("/api/v1/calls/", {}, content_type="application/json").status_code == 401
    assert machines.revoke_token(office.by(), token_id=token_id)["version"] == 2
    over = refused(
        refusals.Refusal,
        lambda: machines.rotate_token(
            office.by(),
            Once(),
            token_id=token_id,
            overlap=timedelta(0),
            expires_at=office.room.now + timedelta(days=1),
        ),
    )
    assert (over.code, over.status) == ("token_over", 409)


def test_the_addresses_before_and_after_are_told(office: Office) -> None:
    token_id = issued(office, addresses=["10.1.0.0/16"])
    machines.change_token(
        office.by(), token_id=token_id, base_version=1, addresses=["10.2.0.4", "fd00::/8"]
    )
    told = last(token_id)
    assert told["before_addresses"] == "10.1.0.0/16"
    assert told["after_addresses"] == "10.2.0.4/32 fd00::/8"


def test_what_is_no_network_is_refused(office: Office) -> None:
    wrong = refused(refusals.Invalid, lambda: issued(office, addresses=["10.1.0.0/99"]))
    assert "10.1.0.0/99" in wrong.fields["addresses"][0]
