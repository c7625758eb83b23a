"""Every JSON door takes I-JSON and refuses the rest with 400, naming the place."""

from __future__ import annotations

import contextlib
import io
import json
import math
import time
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.casefile import json_door, refusals

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-json_door.GREATEST, json_door.GREATEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
# Time is measured elsewhere: a busy machine is no fault of what is tried.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def refused(raw: bytes) -> dict[str, list[str]]:
    """Give the fields that a refusal of these bytes names."""
    with pytest.raises(refusals.Invalid) as raised:
        json_door.parse(raw)
    assert raised.value.status == 400
    json.dumps(raised.value.as_json(), ensure_ascii=False).encode()
    return {name: list(texts) for name, texts in raised.value.fields.items()}


@unhurried
@given(VALUES)
def test_what_is_json_is_read_as_it_is(value: Any) -> None:
    assert json_door.parse(json.dumps(value).encode()) == value
    assert json_door.parse(json.dumps(value, ensure_ascii=False).encode()) == value


@unhurried
@given(st.binary(max_size=200) | TEXT.map(lambda text: text.encode()))
def test_any_bytes_are_read_or_refused_and_nothing_else(raw: bytes) -> None:
    refusal = None
    try:
        value = json_door.parse(raw)
    except refusals.Invalid as error:
        refusal = error
    if refusal is None:
        assert json.loads(raw) == value
    else:
        assert json.dumps(refusal.as_json()["fields"], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (rb'{"text": "a\u0000b"}', "text"),
        (rb'{"text": "\ud800"}', "text"),
        (rb'{"a": {"b": [1, {"c": "\udfff"}]}}', "a.b[1].c"),
        (rb'["\u0000"]', "[0]"),
        (rb'"\u0000"', "body"),
        (rb'{"\u0000": 1}', "\N{REPLACEMENT CHARACTER}"),
        (rb'{"a": {"x\ud800": 1}}', "a.x\N{REPLACEMENT CHARACTER}"),
        (b'{"a": 1, "a": 2}', "a"),
        (b'{"outer": {"twice": 1, "b": 2, "twice": 1}}', "twice"),
        (rb'{"a": 1, "\u0061": 2}', "a"),
        (b'{"n": NaN}', "body"),
        (b'{"n": -Infinity}', "body"),
        (b'{"n": 1e999}', "body"),
        (b'{"n": 9007199254740992}', "body"),
        (b'{"n": -9007199254740992}', "body"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "body"),
        (b"", "body"),
        (b"{", "body"),
        (b"{'a': 1}", "body"),
        (b'{"a": 1,}', "body"),
        (b'{"a": "\x00"}', "body"),
        (b'{"a": "\xed\xa0\x80"}', "body"),
        (b"\xff\xfe{\x00}\x00", "body"),
        (b"\xef\xbb\xbf{}", "body"),
        (b"{} {}", "body"),
        (b"[" * 100_000, "body"),
        (b"[" * 100_000 + b"]" * 100_000, "body"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "body"),
        (b" " * (json_door.LARGEST + 1), "body"),
    ],
)
def test_what_is_refused_is_named(raw: bytes, place: str) -> None:
    assert list(refused(raw)) == [place]


def test_depth_is_measured_from_the_outside() -> None:
    deepest = b"[" * json_door.DEEPEST + b"]" * json_door.DEEPEST
    assert json_door.parse(deepest)
    assert list(refused(b"[" + deepest + b"]")) == [("[0]" * json_door.DEEPEST)[:64]]


def test_a_surrogate_pair_is_text() -> None:
    assert json_door.parse(rb'"\ud83d\ude91"') == "\N{AMBULANCE}"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"' + b"k" * 500_000 + b'": [' + b",".join([b'"x"'] * 100_000) + b"]}",
        b"{" + b",".join(b'"%d":1' % number for number in range(80_000)) + b',"0":1}',
        b"[" + b",".join([b"[]"] * 300_000) + b"]",
    ],
)
def test_a_body_made_to_be_slow_is_not(raw: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(refusals.Invalid):
        json_door.parse(raw)
    assert time.process_time() - began < 3


def test_a_refusal_is_short_whatever_was_sent() -> None:
    raw = b'{"' + b"k" * 100_000 + rb'": "\u0000"}'
    [place] = refused(raw)
    assert len(place) <= json_door.PLACE_AT_MOST


def test_numbers_keep_what_json_says() -> None:
    told = json_door.parse(b"[1, -1, 1.0, 1e2, 9007199254740991, 0.1, -0.0]")
    assert [type(number) for number in told] == [int, int, float, float, int, float, float]
    assert math.copysign(1, told[-1]) == -1


def test_a_request_gives_its_object() -> None:
    request = RequestFactory().put(
        "/drafts/", b'{"form": "intake"}', content_type="application/json"
    )
    assert json_door.read_object(request) == {"form": "intake"}


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"7", b""])
def test_a_request_that_carries_no_object_is_refused(body: bytes) -> None:
    request = RequestFactory().put("/drafts/", body, content_type="application/json")
    with pytest.raises(refusals.Invalid) as raised:
        json_door.read_object(request)
    assert list(raised.value.fields) == ["body"]


def test_a_request_larger_than_django_takes_is_refused_alike() -> None:
    body = b'"' + b"x" * json_door.LARGEST + b'"'
    request = RequestFactory().put("/drafts/", body, content_type="application/json")
    with pytest.raises(refusals.Invalid) as raised:
        json_door.read_object(request)
    assert list(raised.value.fields) == ["body"]


def test_the_parser_of_the_framework_is_the_same() -> None:
    parser = json_door.StrictJSONParser()
    assert parser.parse(io.BytesIO(b'{"a": [1]}')) == {"a": [1]}
    with pytest.raises(refusals.Invalid):
        parser.parse(io.BytesIO(b'{"a": NaN}'))
