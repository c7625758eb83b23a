"""Numbers are understood where they can be, kept as they came where not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calls.telephony import numbers


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("600123123", "+34600123123"),
        ("600 12 31 23", "+34600123123"),
        ("(+34) 600-123-123", "+34600123123"),
        ("0034600123123", "+34600123123"),
        ("923 21 00 00", "+34923210000"),
        ("+44 20 7946 0018", "+442079460018"),
        ("tel:+34600123123", "+34600123123"),
    ],
)
def test_a_number_is_understood_as_people_write_it(typed: str, e164: str) -> None:
    number = numbers.read(typed)
    assert (number.raw, number.e164, number.flag) == (typed, e164, "")


@pytest.mark.parametrize("typed", ["112", "6001231234567890", "mi hermano", "+34", "+999123456789"])
def test_what_is_no_number_is_kept_and_flagged(typed: str) -> None:
    number = numbers.read(typed)
    assert (number.raw, number.e164, number.flag) == (typed, "", "number_malformed")


@pytest.mark.parametrize("typed", [None, "", "  ", "anonymous", "Oculto", "PRIVATE"])
def test_a_withheld_number_is_said_to_be_withheld(typed: str | None) -> None:
    assert numbers.read(typed).flag == "number_withheld"


@given(text=st.text(max_size=64))
@example(text="+" * 64)
@example(text="\ud800")
@example(text="٦٠٠١٢٣١٢٣")
@example(text="+34600123123;ext=12345")
def test_any_text_at_all_can_be_read_and_shown(text: str) -> None:
    number = numbers.read(text)
    assert bool(number.e164) != bool(number.flag)
    assert len(number.e164) <= 16
    assert isinstance(numbers.display(number.e164, number.raw), str)


def test_numbers_are_shown_as_they_are_read_aloud() -> None:
    assert numbers.display("+34600123123", "600123123") == "600 12 31 23"
    assert numbers.display("+442079460018", "") == "+44 20 7946 0018"
    assert numbers.display("", "mi hermano") == "mi hermano"
