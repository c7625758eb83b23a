"""What a type-ahead refuses to look up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.directory import validation


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("a\0b", "nul"),
        ("a\nb", "control_character"),
        ("\x7f", "control_character"),
        ("\ud800", "surrogate"),
        ("a" * 81, "too_long"),
    ],
)
def test_what_no_name_holds_is_refused_by_its_code(q: str, code: str) -> None:
    with pytest.raises(validation.InvalidQuery) as refused:
        validation.clean_query(q)
    assert refused.value.code == code


def test_a_name_is_taken_without_the_spaces_around_it() -> None:
    assert validation.clean_query("  L'Hospitalet ") == "L'Hospitalet"
    assert validation.clean_query("a" * 80) == "a" * 80


@given(st.text())
def test_whatever_is_asked_is_answered_or_refused(q: str) -> None:
    try:
        answer = validation.clean_query(q)
    except validation.InvalidQuery as refused:
        answer = refused.code
    assert answer in {q.strip(), "nul", "control_character", "surrogate", "too_long"}


@pytest.mark.parametrize("limit", ["0", "51", "-1", "abc", "1e1", "٣", " 5", "9" * 5000])
def test_a_limit_out_of_bounds_is_refused(limit: str) -> None:
    with pytest.raises(validation.InvalidQuery) as refused:
        validation.clean_limit(limit)
    assert refused.value.code == "limit"


def test_a_limit_has_its_usual_value() -> None:
    assert validation.clean_limit(None) == validation.clean_limit("") == 8
    assert validation.clean_limit("50") == 50
