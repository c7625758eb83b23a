"""Every query string is read whole or refused with the names of what is wrong in it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.casefile import query_door, refusals

READERS: dict[str, query_door.Reader] = {
    "n": query_door.whole_number(1, 20),
    "at": query_door.moment,
    "kind": query_door.one_of("a", "b"),
    "code": query_door.matching(re.compile(r"[a-z]{1,3}"), "One to three letters."),
}


def refused(query: str) -> dict[str, list[str]]:
    """Give what a refusal of this query says, by field."""
    with translation.override("en"), pytest.raises(refusals.Invalid) as raised:
        query_door.read(QueryDict(query), **READERS)
    return {name: list(texts) for name, texts in raised.value.fields.items()}


def test_what_was_given_is_read_and_what_was_not_is_absent() -> None:
    assert query_door.read(QueryDict(""), **READERS) == {}
    assert query_door.read(QueryDict("n=7&kind=b&code=xyz"), **READERS) == {
        "n": 7,
        "kind": "b",
        "code": "xyz",
    }


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-01T12:00:00Z", dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)),
        ("2026-05-01T12:00:00%2B02:00", dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)),
        ("2026-05-01T12:00:00.123456-01:00", dt.datetime(2026, 5, 1, 13, 0, 0, 123456, dt.UTC)),
    ],
)
def test_a_time_is_read_with_its_offset(text: str, moment: dt.datetime) -> None:
    assert query_door.read(QueryDict(f"at={text}"), **READERS) == {"at": moment}


def test_a_refusal_says_what_would_be_right() -> None:
    assert refused("n=21&kind=c&code=ABC&x=1") == {
        "n": ["A whole number from 1 to 20 is needed."],
        "kind": ["One of these is needed: a, b."],
        "code": ["One to three letters."],
        "x": ["There is no such parameter; there are: n, at, kind, code."],
    }
    assert refused("n=1&n=1") == {"n": ["Give this once."]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*READERS, "x"]), st.text(max_size=12)))
def test_any_query_is_read_or_refused_and_nothing_else(given_: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(given_)
    wrong: set[str] = set()
    values: dict[str, object] = {}
    try:
        values = query_door.read(query, **READERS)
    except refusals.Invalid as refusal:
        wrong = set(refusal.fields)
    assert (set(values) == set(given_)) or (wrong and wrong <= set(given_))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("n=%00", ["n"]),
        ("n=%ff&m=1&o=%ED%A0%80", ["n", "o"]),
        ("%00", ["\N{REPLACEMENT CHARACTER}"]),
        ("=%ff", ["query"]),
        ("n=\udcff", ["n"]),
    ],
)
def test_a_query_that_is_no_text_is_named(query: str, named: list[str]) -> None:
    with pytest.raises(refusals.Invalid) as raised:
        query_door.inspect(query)
    assert list(raised.value.fields) == named


@pytest.mark.parametrize("query", ["", "a", "a=1&b=%C3%B1+%F0%9F%9A%91", "%", "%zz=%", "&&="])
def test_a_query_of_text_passes(query: str) -> None:
    query_door.inspect(query)
