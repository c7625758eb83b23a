"""Names compare the way people say them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.directory import folding


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Araba/Álava", "araba alava"),
        ("Coruña, A", "coruna a"),
        ("L'Hospitalet de Llobregat", "l hospitalet de llobregat"),
        ("Noáin (Valle de Elorz)/Noain (Elortzibar)", "noain valle de elorz noain elortzibar"),
        ("Vitoria-Gasteiz", "vitoria gasteiz"),
        ("cel·la", "cella"),
        ("  Ávila\u00a0 de\tlos Caballeros ", "avila de los caballeros"),
        ("STRASSE ſtraße", "strasse strasse"),
        ("Łódź, Ærø", "lodz aero"),
        ("Ⅳ ½", "iv 1 2"),
        ("—", ""),
        ("", ""),
    ],
)
def test_a_name_is_folded_to_its_letters(name: str, folded: str) -> None:
    assert folding.fold(name) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folding.fold(folding.fold(text)) == folding.fold(text)


@given(st.text())
def test_what_is_folded_is_words_of_letters_and_digits(text: str) -> None:
    words = folding.fold(text).split(" ")
    assert words == [""] or all(word.isalnum() for word in words)


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_capitals_and_composition_do_not_matter(text: str) -> None:
    folded = folding.fold(text)
    assert folding.fold(unicodedata.normalize("NFD", text)) == folded
    assert folding.fold(text.swapcase().upper()) == folded


def test_folded_names_sort_as_a_reader_expects() -> None:
    assert sorted(["Zamora", "Álava", "Ávila", "Huesca"], key=folding.fold) == [
        "Álava",
        "Ávila",
        "Huesca",
        "Zamora",
    ]
