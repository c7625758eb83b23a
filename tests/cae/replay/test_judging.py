"""The book judges a type by what the type says, and by nothing it does not say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cae.replay import judging
from calls.protocols import contents, reader, walk
from tests.calls.protocols import broken

SHELF = reader.load(broken.SHELF).protocols
BOOK = reader.load(reader.LIBRARY).protocols


def test_what_a_type_says_is_answered_and_the_rest_is_nothing_amiss() -> None:
    trapped = judging.judge(SHELF["collision"], {"trapped": "yes", "danger": "none"})
    assert dict(trapped.answers) == {
        "danger": "none",
        "awake": "yes",
        "breathing": "yes",
        "trapped": "yes",
        "hurt": "none",
    }
    assert (trapped.determinant, trapped.severity) == ("trapped", "P1")


def test_a_question_that_only_sorts_is_answered_unknown() -> None:
    told = judging.judge(SHELF["unconscious"], {"awake": "no", "breathing": "no"})
    assert dict(told.answers)["age"] == "unknown"
    assert (told.determinant, told.severity) == ("arrest_adult", "P0")


def test_the_untold_may_be_answered_otherwise_and_what_is_told_stands() -> None:
    def worst(question: contents.Question) -> str:
        return question.scale[-1] if question.scale else judging.nothing_amiss(question)

    told = judging.judge(SHELF["unconscious"], {"awake": "yes"}, untold=worst)
    assert dict(told.answers)["awake"] == "yes"
    assert told.severity == "P0"


@pytest.mark.parametrize("protocol", BOOK.values(), ids=BOOK)
@settings(max_examples=5)
@given(data=st.data())
def test_whatever_a_type_says_the_walk_ends(
    protocol: contents.Protocol, data: st.DataObject
) -> None:
    told = {
        question.code: data.draw(st.sampled_from(question.answers)).code
        for question in protocol.questions
        if data.draw(st.booleans())
    }
    made = judging.judge(protocol, told)
    end = walk.next_step(protocol, dict(made.answers))
    assert isinstance(end, contents.Determinant)
    assert (end.code, end.severity) == (made.determinant, made.severity)
