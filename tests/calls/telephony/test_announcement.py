"""Whatever a gateway sends is read, and what is wrong with it is flagged."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calls.casefile.kinds import Channel
from calls.telephony import announcement
from tests.calls.room import NOON

GOOD: dict[str, Any] = {
    "call_id": "gw-1",
    "callback_number": "+34600123123",
    "dialled": "112",
    "kind": "aml",
    "received_at": "2026-05-01T11:59:58+00:00",
    "location": {"latitude": 40.97, "longitude": -5.66, "radius_m": 24, "source": "aml"},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
announcements = st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, json_values))


def read(**told: Any) -> announcement.Announcement:
    """Read what a gateway usually tells, with something of it replaced."""
    return announcement.read(json.dumps(GOOD | told).encode(), now=NOON)


def is_sound(told: announcement.Announcement) -> bool:
    """Say whether everything of an announcement can be kept and shown."""
    texts = (told.call_id or "", told.dialled, told.number.raw, told.number.e164, *told.flags)
    return (
        not any("\0" in text or text != text.encode(errors="ignore").decode() for text in texts)
        and len(told.call_id or "") <= 128
        and len(told.dialled) <= 32
        and len(told.number.raw) <= 64
        and len(told.number.e164) <= 20
        and abs(told.received_at - NOON) <= timedelta(hours=24)
        and all(abs(fix.at - NOON) <= timedelta(hours=48) for fix in told.fixes)
    )


def test_a_good_announcement_is_understood_without_a_flag() -> None:
    told = read()
    assert told.flags == ()
    assert (told.call_id, told.kind, told.dialled) == ("gw-1", Channel.AML, "112")
    assert (told.number.raw, told.number.e164) == ("+34600123123", "+34600123123")
    assert told.received_at == NOON - timedelta(seconds=2)
    (fix,) = told.fixes
    assert (fix.latitude, fix.longitude, fix.radius_m, fix.source) == (40.97, -5.66, 24.0, "aml")
    assert fix.at == told.received_at


@settings(max_examples=300, deadline=None)
@given(raw=st.binary(max_size=400))
@example(raw=b"")
@example(raw=b"\x00")
@example(raw=b"\xff\xfe{")
@example(raw=b"null")
@example(raw=b"[" * 100_000)
@example(raw=b'{"a":' * 50_000)
@example(raw=b'{"call_id": ' + b"9" * 5_000 + b"}")
def test_any_bytes_at_all_are_read_and_kept(raw: bytes) -> None:
    told = announcement.read(raw, now=NOON)
    assert is_sound(told)
    assert told.flags
    assert base64.b64decode(told.raw) == raw[: announcement.RAW_KEPT]


@settings(max_examples=300, deadline=None)
@given(fields=announcements)
@example(fields={"call_id": "a\0b"})
@example(fields={"call_id": "\ud800"})
@example(fields={"callback_number": "\ud800 600\0"})
@example(fields={"callback_number": 10**70})
@example(fields={"received_at": "0001-01-01T00:00:00+23:59"})
@example(fields={"received_at": "9999-12-31T23:59:59-23:59"})
@example(fields={"location": {"latitude": 1, "longitude": 2, "at": "0001-01-01T00:00:00+23:59"}})
@example(fields={"location": {"latitude": 1e400, "longitude": 2}})
@example(fields={"location": {"latitude": 10**400, "longitude": 2}})
def test_any_json_at_all_is_read(fields: dict[str, Any]) -> None:
    assert is_sound(announcement.read(json.dumps(fields).encode(), now=NOON))


@pytest.mark.parametrize("depth", [10, 500, *range(900, 1_000, 5), 5_000])
def test_a_call_id_as_deep_as_one_likes_is_read(depth: int) -> None:
    raw = b'{"call_id": ' + b"[" * depth + b"]" * depth + b"}"
    told = announcement.read(raw, now=NOON)
    assert {"call_id_malformed", "body_malformed"} & set(told.flags)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"call_id": None}, "call_id_missing"),
    ({"call_id": ""}, "call_id_missing"),
    ({"call_id": 17}, "call_id_malformed"),
    ({"call_id": "x" * 129}, "call_id_malformed"),
    ({"call_id": ["gw-1"]}, "call_id_malformed"),
    ({"callback_number": None}, "number_withheld"),
    ({"callback_number": ""}, "number_withheld"),
    ({"callback_number": "anonymous"}, "number_withheld"),
    ({"callback_number": "Withheld"}, "number_withheld"),
    ({"callback_number": "112112112112112112112"}, "number_malformed"),
    ({"callback_number": "mi madre"}, "number_malformed"),
    ({"callback_number": 34600123123}, "callback_number_malformed"),
    ({"callback_number": {"tel": "1"}}, "callback_number_malformed"),
    ({"callback_number": "6" * 80}, "callback_number_malformed"),
    ({"dialled": None}, "dialled_missing"),
    ({"dialled": ""}, "dialled_missing"),
    ({"dialled": "1\x002"}, "dialled_malformed"),
    ({"dialled": []}, "dialled_malformed"),
    ({"kind": None}, "kind_missing"),
    ({"kind": "pigeon"}, "kind_unknown"),
    ({"kind": ["aml"]}, "kind_unknown"),
    ({"received_at": None}, "received_at_missing"),
    ({"received_at": "yesterday"}, "received_at_malformed"),
    ({"received_at": "2026-05-01T11:59:58"}, "received_at_malformed"),
    ({"received_at": "2026-13-01T11:59:58Z"}, "received_at_malformed"),
    ({"received_at": 1777636798}, "received_at_malformed"),
    ({"received_at": "2026-04-30T11:59:59Z"}, "received_at_implausible"),
    ({"received_at": "2026-05-01T12:05:01Z"}, "received_at_implausible"),
    ({"location": "here"}, "location_malformed"),
    ({"location": {}}, "location_malformed"),
    ({"location": {"latitude": 91, "longitude": 0}}, "location_malformed"),
    ({"location": {"latitude": 40}}, "location_malformed"),
    ({"location": {"latitude": "40", "longitude": 0}}, "location_malformed"),
    ({"location": {"latitude": True, "longitude": 0}}, "location_malformed"),
    ({"location": {"latitude": float("nan"), "longitude": 0}}, "location_malformed"),
    ({"location": {"latitude": 1, "longitude": 2, "radius_m": -1}}, "location_malformed"),
    ({"location": {"latitude": 1, "longitude": 2, "radius_m": "24"}}, "location_malformed"),
    ({"location": {"latitude": 1, "longitude": 2, "source": "a b"}}, "location_malformed"),
    ({"location": {"latitude": 1, "longitude": 2, "at": "now"}}, "location_malformed"),
    (
        {"location": {"latitude": 1, "longitude": 2, "at": "2020-01-01T00:00:00Z"}},
        "location_implausible",
    ),
    ({"location": [{"latitude": 1, "longitude": 2}] * 21}, "location_too_long"),
    ({"colour": "red"}, "unknown_fields"),
]


@pytest.mark.parametrize(("told", "flag"), WRONG, ids=lambda value: str(value)[:60])
def test_every_wrong_field_has_its_flag_and_spoils_no_other(
    told: dict[str, Any], flag: str
) -> None:
    found = read(**told)
    assert flag in found.flags
    (field, *_) = told
    if field != "call_id":
        assert found.call_id == "gw-1"
    if field != "callback_number":
        assert found.number.e164 == "+34600123123"
    if field != "location":
        assert len(found.fixes) == 1
    assert {flag.split("_", maxsplit=1)[0] for flag in found.flags} <= {
        field.split("_", maxsplit=1)[0],
        *({"number"} if field == "callback_number" else ()),
        *({"unknown"} if field == "colour" else ()),
    }


def test_a_fix_keeps_its_point_whatever_else_of_it_is_wrong() -> None:
    (fix,) = read(
        location={"latitude": 1, "longitude": 2, "radius_m": "x", "at": "x", "source": "\0"}
    ).fixes
    assert (fix.latitude, fix.longitude, fix.radius_m, fix.source) == (1.0, 2.0, None, "phone")


def test_many_fixes_are_all_kept_and_a_bad_one_does_not_hide_the_others() -> None:
    good = {"latitude": 1, "longitude": 2}
    found = read(location=[good, {"latitude": "x"}, good | {"latitude": 3}])
    assert [fix.latitude for fix in found.fixes] == [1.0, 3.0]
    assert found.flags == ("location_malformed",)


def test_a_bad_call_id_repeated_means_the_same_call() -> None:
    told = {"b": 1, "a": [2]}
    assert read(call_id=told).call_id == read(call_id=dict(reversed(told.items()))).call_id
    assert read(call_id=told).call_id != read(call_id={"b": 1, "a": [3]}).call_id
    assert (read(call_id="a\0").call_id or "").startswith("sha256:")
