"""A machine's key opens its doors from its own addresses, and is changed without a gap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from calls.people import tokens
from calls.people.models import ServiceToken
from tests.calls import room as rooms

DAY = timedelta(days=1)
DOOR = "/api/v1/calls/"


def issued(**more: Any) -> str:
    """Issue a gateway's token for a day."""
    return tokens.issue(kind="gateway", name="gw", expires_at=timezone.now() + DAY, **more)


def answer(token: str, source: str = "192.0.2.1", door: str = DOOR) -> tuple[int, bytes]:
    """Knock with a token; 405 or 400 means that it was let in."""
    found: Any = Client(REMOTE_ADDR=source).post(
        door, b"{", content_type="text/plain", headers={"Authorization": f"Bearer {token}"}
    )
    return found.status_code, found.content


def lets_in(token: str, source: str = "192.0.2.1") -> bool:
    """Say whether a token opens the gateway's door from an address."""
    return answer(token, source)[0] != 401


def row(text: str) -> ServiceToken:
    """Give what is kept of a token."""
    return ServiceToken.objects.get(digest=tokens.digest(text))


def test_a_token_without_addresses_is_good_anywhere(room: rooms.Room) -> None:
    assert lets_in(issued(), "198.51.100.99")


@pytest.mark.parametrize(
    ("addresses", "source", "good"),
    [
        (["192.0.2.0/24"], "192.0.2.77", True),
        (["192.0.2.0/24"], "192.0.3.1", False),
        (["10.0.0.0/8", "192.0.2.1"], "192.0.2.1", True),
        (["192.0.2.0/24"], "::ffff:192.0.2.5", True),
        (["2001:db8::/32"], "2001:db8::5", True),
        (["2001:db8::/32"], "192.0.2.1", False),
    ],
)
def test_a_token_is_good_from_its_own_addresses_alone(
    room: rooms.Room, addresses: list[str], source: str, *, good: bool
) -> None:
    assert lets_in(issued(addresses=addresses), source) is good


def test_a_forged_header_makes_no_address(room: rooms.Room) -> None:
    token = issued(addresses=["192.0.2.0/24"])
    found: Any = Client(REMOTE_ADDR="203.0.113.5").post(
        DOOR,
        b"{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "X-Forwarded-For": "192.0.2.1"},
    )
    assert found.status_code == 401


def test_unknown_expired_revoked_and_elsewhere_are_the_same_answer(room: rooms.Room) -> None:
    expired, revoked = issued(), issued()
    ServiceToken.objects.filter(id=row(expired).id).update(expires_at=timezone.now())
    tokens.revoke(token_id=row(revoked).id, at=timezone.now())
    elsewhere = issued(addresses=["10.0.0.0/8"])
    answers = {answer(token) for token in ("unknown", expired, revoked, elsewhere)}
    assert len(answers) == 1
    assert answers.pop()[0] == 401


def test_a_token_is_changed_without_a_gap(room: rooms.Room) -> None:
    now = timezone.now()
    old = issued(addresses=["192.0.2.0/24"])
    new = tokens.rotate(
        token_id=row(old).id, at=now, overlap=timedelta(hours=1), expires_at=now + 90 * DAY
    )
    assert lets_in(old)
    assert lets_in(new)
    kept = row(new)
    assert (kept.kind, kept.name, kept.addresses) == ("gateway", "gw", ["192.0.2.0/24"])
    assert kept.replaces == row(old)
    assert row(old).expires_at == now + timedelta(hours=1)
    ServiceToken.objects.filter(id=row(old).id).update(expires_at=now)
    assert not lets_in(old)
    assert lets_in(new)


def test_changing_lengthens_no_tokens_life(room: rooms.Room) -> None:
    now = timezone.now()
    old = issued()
    ends = row(old).expires_at
    tokens.rotate(token_id=row(old).id, at=now, overlap=30 * DAY, expires_at=now + 90 * DAY)
    assert row(old).expires_at == ends


def test_what_is_revoked_or_past_is_not_changed(room: rooms.Room) -> None:
    now = timezone.now()
    text = issued()
    tokens.revoke(token_id=row(text).id, at=now)
    with pytest.raises(ServiceToken.DoesNotExist):
        tokens.rotate(token_id=row(text).id, at=now, overlap=DAY, expires_at=now + DAY)


def test_revoking_again_keeps_the_first_time(room: rooms.Room) -> None:
    text = issued()
    tokens.revoke(token_id=row(text).id, at=rooms.NOON)
    tokens.revoke(token_id=row(text).id, at=rooms.NOON + DAY)
    assert row(text).revoked_at == rooms.NOON


def test_what_is_no_network_is_refused(room: rooms.Room) -> None:
    with pytest.raises(ValidationError):
        issued(addresses=["10.0.0.0/33"])
    assert not ServiceToken.objects.exists()


def test_a_tokens_last_use_is_noted_once_a_minute(room: rooms.Room) -> None:
    text = issued()
    assert lets_in(text)
    first = row(text).last_used_at
    assert first is not None
    assert lets_in(text)
    assert row(text).last_used_at == first
    ServiceToken.objects.update(last_used_at=first - tokens.NOTED_EACH * 2)
    assert lets_in(text)
    assert (row(text).last_used_at or first) >= first


def test_a_partner_has_a_centre_and_a_gateway_has_none(room: rooms.Room) -> None:
    later = timezone.now() + DAY
    tokens.issue(kind="partner", name="061", expires_at=later, centre=room.health)
    with pytest.raises(IntegrityError):
        tokens.issue(kind="partner", name="nowhere", expires_at=later)


def test_a_gateway_has_no_centre(room: rooms.Room) -> None:
    with pytest.raises(IntegrityError):
        issued(centre=room.health)
