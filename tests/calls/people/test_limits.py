"""Machines are bounded by token and by source, and a phone that rings by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from calls.people import limits, tokens
from calls.people.models import OfficialBody
from tests.support import clones

FILES, KEYS, CALLS = "/api/v1/case-files/", "/api/v1/keys/", "/api/v1/calls/"
ALONE, MANY = 3, 10_000


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with a clock that stands."""
    monkeypatch.setattr(limits, "now", lambda: 1000.0)
    with override_settings(
        MACHINE_REQUESTS_A_MINUTE=ALONE, SOURCE_REQUESTS_A_MINUTE=MANY, KNOCKS_A_MINUTE=ALONE
    ):
        yield


def token(kind: str) -> str:
    until = timezone.now() + timedelta(days=1)
    body = OfficialBody.objects.create(name=uuid4().hex) if kind == "official" else None
    return tokens.issue(kind=kind, name=kind, expires_at=until, body=body)


def ask(address: str, key: str = "", *, by: str = "192.0.2.1", **headers: str) -> Any:
    given_ = {"Authorization": f"Bearer {key}"} if key else {}
    client = Client(REMOTE_ADDR=by, headers={**given_, **headers})
    if address == CALLS:
        return client.post(address, b"{}", content_type="application/json")
    return client.get(address)


def statuses(count: int, *args: Any, **told: Any) -> list[int]:
    return [ask(*args, **told).status_code for _ in range(count)]


def test_a_token_that_asks_too_often_is_told_its_limit_and_when(database: clones.Clone) -> None:
    key, other = token("official"), token("official")
    assert statuses(ALONE, FILES, key) == [200] * ALONE
    answer = ask(FILES, key, by="198.51.100.7")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many_requests"
    assert f" {ALONE} " in answer.json()["message"]
    assert answer.headers["Retry-After"].isdigit()
    assert ask(FILES, other).status_code == 200


def test_a_source_is_bounded_however_many_tokens_it_has(database: clones.Clone) -> None:
    keys = [token("official") for _ in range(ALONE + 1)]
    with override_settings(SOURCE_REQUESTS_A_MINUTE=ALONE):
        assert [ask(FILES, key).status_code for key in keys] == [200] * ALONE + [429]
        assert ask(KEYS).status_code == 429
        assert ask(KEYS, by="198.51.100.7").status_code == 200


def test_what_an_asker_writes_into_a_header_gives_it_no_new_budget(
    database: clones.Clone,
) -> None:
    with override_settings(SOURCE_REQUESTS_A_MINUTE=ALONE, PROXIES=1):
        found = [
            ask(KEYS, **{"X-Forwarded-For": f"203.0.113.{number}"}).status_code
            for number in range(12)
        ]
    assert found == [200] * ALONE + [429] * (12 - ALONE)


def test_calls_of_a_known_gateway_ring_however_many_there_are(database: clones.Clone) -> None:
    key = token("gateway")
    with override_settings(SOURCE_REQUESTS_A_MINUTE=ALONE):
        assert set(statuses(5 * ALONE, FILES, "wrong")) == {401, 429}
        assert statuses(5 * ALONE, CALLS, key) == [201] * 5 * ALONE
        assert set(statuses(5 * ALONE, CALLS, "wrong")) == {401}
        assert ask(CALLS, key).status_code == 201


def test_wrong_tokens_are_soon_not_even_looked_up(database: clones.Clone) -> None:
    assert statuses(ALONE, FILES, "wrong") == [401] * ALONE
    with CaptureQueriesContext(connection) as made:
        answer = ask(FILES, "wrong")
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert made.captured_queries == []
    assert ask(FILES, token("official"), by="198.51.100.7").status_code == 200


def test_the_addresses_of_one_ipv6_network_are_one_source(database: clones.Clone) -> None:
    with override_settings(SOURCE_REQUESTS_A_MINUTE=ALONE):
        found = [ask(KEYS, by=f"2001:db8::{number:x}").status_code for number in range(1, 6)]
        assert found == [200] * ALONE + [429] * 2
        assert ask(KEYS, by="2001:db8:0:1::1").status_code == 200


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 20))
def test_no_spacing_of_requests_gets_more_than_the_limit(gaps: list[float], a_minute: int) -> None:
    budget, now, passed = limits.Budget(), 0.0, []
    for gap in gaps:
        now += gap
        wait = budget.take("x", a_minute=a_minute, now=now)
        if wait:
            assert budget.take("x", a_minute=a_minute, now=now + wait + 1e-6, cost=0) == 0
            # Asking spends nothing, and does not move the clock of the next.
            now += wait + 1e-6
        else:
            passed.append(now)
    for at in passed:
        within = [other for other in passed if at <= other < at + limits.MINUTE]
        assert len(within) <= 2 * a_minute


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT", 10)
    budget = limits.Budget()
    for number in range(100):
        budget.take(str(number), a_minute=1, now=0.0)
    assert budget.take("99", a_minute=1, now=0.0) > 0
    assert budget.take("0", a_minute=1, now=0.0) == 0
