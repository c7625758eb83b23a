"""The one box understands a number, a telephone and words, and never breaks on anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.archive import box
from calls.directory import folding


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("2026-000123", "2026-000123"),
        ("2026-123", "2026-000123"),
        (" 2026 / 123 ", "2026-000123"),
        ("Nº 2026-000123", "2026-000123"),
        ("#2026–12345678", "2026-12345678"),
        ("2026 000123", "2026-000123"),
    ],
)
def test_an_incidents_number_is_one_however_it_is_written(typed: str, reference: str) -> None:
    assert box.read(typed) == box.Asked(reference=reference)


@pytest.mark.parametrize(
    "typed",
    ["600123123", "600 12 31 23", "+34 600 123 123", "0034600123123", "(+34) 600-123-123"],
)
def test_a_telephone_is_one_however_it_is_written(typed: str) -> None:
    assert box.read(typed) == box.Asked(telephone="+34600123123")


@pytest.mark.parametrize(("typed", "digits"), [("000123", "000123"), ("12 3", "123")])
def test_a_few_digits_may_be_the_last_of_either(typed: str, digits: str) -> None:
    assert box.read(typed) == box.Asked(digits=digits)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Calle ZAMORA, 1", ("calle", "zamora", "1")),
        ("Córdoba", ("cordoba",)),
        ("humo  humo cocina", ("humo", "cocina")),
        ("A-66 kilómetro 416", ("a", "66", "kilometro", "416")),
    ],
)
def test_anything_else_is_words_without_their_marks(typed: str, words: tuple[str, ...]) -> None:
    assert box.read(typed) == box.Asked(words=words)


@pytest.mark.parametrize("typed", ["", "   ", "\t"])
def test_nothing_typed_asks_for_nothing(typed: str) -> None:
    assert box.read(typed) is None


@pytest.mark.parametrize("typed", ["12", "1234567890123456", "a", "!!!", "x " * 20, "z" * 81])
def test_what_would_find_nothing_or_everything_is_refused_with_what_would_be_right(
    typed: str,
) -> None:
    with pytest.raises(ValueError, match=r"\w+ "):
        box.read(typed)


@given(st.text(max_size=120))
def test_any_text_is_understood_or_refused_and_nothing_else(typed: str) -> None:
    try:
        asked = box.read(typed)
    except ValueError:
        return
    if asked is None:
        assert not typed.split()
        return
    told = [asked.reference, asked.telephone, asked.digits, asked.words]
    assert sum(map(bool, told)) == 1
    assert all(word == folding.fold(word) and "'" not in word for word in asked.words)
    assert asked.digits == "" or (asked.digits.isascii() and asked.digits.isdigit())


@given(st.integers(1990, 2099), st.integers(0, 10**11 - 1), st.sampled_from("-/–—"))
def test_every_reference_is_found_again_by_what_was_typed_of_it(
    year: int, number: int, dash: str
) -> None:
    assert box.read(f"{year} {dash} {number}") == box.Asked(reference=f"{year}-{number:06d}")


@given(st.integers(600_000_000, 799_999_999), st.sampled_from(["", " ", "-", "."]))
def test_every_spanish_telephone_is_read_in_any_grouping(number: int, gap: str) -> None:
    text = str(number)
    typed = gap.join([text[:3], text[3:5], text[5:7], text[7:]])
    assert box.read(typed) == box.Asked(telephone=f"+34{number}")
