"""The language of an answer does not outlive its test."""

import pytest
from django.utils import translation


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_begins_in_the_language_of_the_house(turn: str) -> None:
    assert translation.get_language() == "es", turn
    translation.activate("en")
