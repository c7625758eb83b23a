"""The gateway's door: who may knock, and that whatever comes rings."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.casefile import log
from calls.casefile.kinds import CallState
from calls.casefile.models import Call
from calls.people import tokens
from calls.people.models import OfficialBody, ServiceToken, User
from calls.telephony import announcement, messages
from tests.calls import room as rooms

PATH = "/api/v1/calls/"
GOOD = {"call_id": "gw-1", "callback_number": "+34600123123", "dialled": "112", "kind": "telephone"}


@pytest.fixture
def gateway(room: rooms.Room) -> str:
    """Give a gateway's token."""
    return tokens.issue(kind="gateway", name="gw", expires_at=timezone.now() + timedelta(days=1))


def post(token: str | None, raw: bytes, content_type: str = "application/json") -> Any:
    """Send an announcement as it is."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return Client().post(PATH, raw, content_type=content_type, headers=headers)


def test_a_call_announced_rings(gateway: str) -> None:
    answer = post(gateway, json.dumps(GOOD).encode())
    assert answer.status_code == 201
    call = Call.objects.get()
    assert answer.json() == {
        "id": str(call.id),
        "call_id": "gw-1",
        "received_at": call.received_at.isoformat(),
        "flags": ["received_at_missing"],
        "recorded_message": None,
    }
    assert call.state == CallState.RINGING
    again = post(gateway, json.dumps(GOOD).encode())
    assert (again.status_code, again.json()) == (201, answer.json())


NASTY = {
    "nothing": b"",
    "not json": b"hello",
    "a list": b"[]",
    "null": b"null",
    "NUL": b'{"call_id": "a\x00b", "callback_number": "\\u0000"}',
    "NUL escaped": b'{"call_id": "a\\u0000b", "dialled": "\\u0000"}',
    "a lone surrogate": b'{"call_id": "\\ud800", "callback_number": "\\udfff", "kind": "\\ud83d"}',
    "bad UTF-8": b'{"call_id": "\xff\xfe"}',
    "UTF-16": '{"call_id": "x"}'.encode("utf-16"),
    "deep": b'{"location":' * 30_000,
    "deep and closed": b'{"call_id":' + b"[" * 990 + b"]" * 990 + b"}",
    "long number": b'{"call_id":' + b"7" * 10_000 + b"}",
    "NaN": b'{"location": {"latitude": NaN, "longitude": Infinity}}',
    "the year one": b'{"received_at": "0001-01-01T00:00:00+14:00"}',
    "a fix of the year one": b'{"location": {"latitude": 1, "longitude": 1,'
    b' "at": "0001-01-01T00:00:00+14:00"}}',
    "twice the same name": b'{"call_id": "a", "call_id": "b"}',
    "10 MB": b'{"call_id": "' + b"x" * 10_000_000 + b'"}',
}


@pytest.mark.parametrize("name", NASTY)
def test_whatever_comes_rings_and_is_kept(name: str, gateway: str) -> None:
    answer = post(gateway, NASTY[name])
    assert answer.status_code == 201, answer.content[:200]
    assert answer.json()["flags"]
    (line,) = log.read(UUID(answer.json()["id"]))
    assert base64.b64decode(line.data.get("raw", "")) == NASTY[name][: announcement.RAW_KEPT]
    user = User.objects.get(username="lucia")
    browser = rooms.Browser(user)
    taken = browser.command(f"/calls/{answer.json()['id']}/answer/")
    assert taken.status_code == 200, "a call that rings can be answered"
    case = json.loads(taken.content)["case"]
    assert browser.get(f"/cases/{case}/state/").status_code == 200


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "\x7f/x"],
)
def test_a_wrong_content_type_rings(content_type: str, gateway: str) -> None:
    assert post(gateway, json.dumps(GOOD).encode(), content_type).status_code == 201


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    told=st.dictionaries(
        st.sampled_from([*GOOD, "received_at", "location", "colour"]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
            max_leaves=6,
        ),
    )
)
def test_any_json_at_all_rings(told: dict[str, Any], gateway: str) -> None:
    assert post(gateway, json.dumps(told).encode()).status_code == 201


def test_no_token_a_wrong_one_and_one_of_another_kind_are_refused(gateway: str) -> None:
    later = timezone.now() + timedelta(days=1)
    body = OfficialBody.objects.create(name="Juzgado")
    official = tokens.issue(kind="official", name="j", expires_at=later, body=body)
    past = tokens.issue(kind="gateway", name="old", expires_at=timezone.now())
    gone = tokens.issue(kind="gateway", name="gone", expires_at=later)
    ServiceToken.objects.filter(name="gone").update(revoked_at=timezone.now())
    for token in (None, "", "x", "ñ", "a b", past, gone):
        answer = post(token, b"{}")
        assert answer.status_code == 401, token
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert post(official, b"{}").status_code == 403
    operator = rooms.Browser(User.objects.get(username="lucia"))
    assert operator.client.post(PATH, b"{}", content_type="application/json").status_code == 401
    assert Call.objects.count() == 0
    assert Client().get(PATH, headers={"Authorization": f"Bearer {gateway}"}).status_code == 405


def test_a_token_is_kept_only_as_its_digest(gateway: str) -> None:
    row = ServiceToken.objects.values().get()
    assert gateway not in json.dumps(row, default=str)
    assert len(gateway) >= 40


def test_the_gateway_is_told_what_the_caller_hears_and_that_it_hangs_up_on_nobody(
    gateway: str, room: rooms.Room
) -> None:
    room.now = timezone.now()
    started = messages.start_message(
        room.passage(room.carmen),
        text_es="Sabemos del incendio de la sierra.",
        text_en="We know of the fire.",
        municipality=None,
        minutes=30,
    )
    answer = post(gateway, json.dumps(GOOD).encode()).json()
    assert answer["recorded_message"] == {
        "id": started["message"],
        "text_es": "Sabemos del incendio de la sierra.",
        "text_en": "We know of the fire.",
        "hangs_up": False,
    }
    assert Call.objects.get().state == CallState.RINGING
