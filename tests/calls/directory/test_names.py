"""The ways to begin a name."""

import pytest

from calls.directory import names


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Coruña, A", ["A Coruña", "Coruña, A"]),
        ("Alcúdia, l'", ["l'Alcúdia", "Alcúdia, l'"]),
        (
            "Donostia/San Sebastián",
            ["Donostia", "San Sebastián", "Donostia/San Sebastián"],
        ),
        ("Sant Pere, Santa Caterina", ["Sant Pere, Santa Caterina"]),
    ],
)
def test_a_name_is_every_name_it_is_made_of(name: str, spelled: list[str]) -> None:
    assert names.spellings(name) == spelled


def test_a_name_may_be_begun_at_any_word_but_a_link() -> None:
    found = names.keys("La Puebla de los Infantes", inner_words=True)
    assert found == [
        names.Key("la puebla de los infantes", whole=True),
        names.Key("puebla de los infantes", whole=True),
        names.Key("los infantes", whole=False),
        names.Key("infantes", whole=False),
    ]


def test_a_nickname_is_begun_at_its_beginning_only() -> None:
    found = names.keys("La Villa y Corte", inner_words=False)
    assert [key.text for key in found] == ["la villa y corte", "villa y corte"]


def test_an_apostrophe_may_be_left_out() -> None:
    found = [key.text for key in names.keys("L'Ametlla", inner_words=True)]
    assert found == ["l ametlla", "ametlla", "lametlla"]


def test_spellings_that_fold_alike_are_one() -> None:
    spelled = ["Málaga", "Malaga", "Málaca", "…", "Sevilla"]
    assert names.distinct(spelled, besides=["SEVILLA"]) == ["Málaga", "Málaca"]
