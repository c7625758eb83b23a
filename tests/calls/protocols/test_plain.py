import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import plain


@pytest.mark.parametrize(
    ("said", "language", "words"),
    [
        ("¡Mi PADRE no está respirando!", "es", "mi padre no esta respirando"),
        ("He isn't breathing", "en", "he isnt breathing"),
        ("choque en la A-6", "es", "choque en la autopista"),
        ("ap7", "es", "autopista"),
        ("crash on the M40", "en", "crash on the motorway"),
        ("la N-340 y la CM-42", "es", "la carretera y la carretera"),
        ("tiene 4 meses", "es", "bebe"),
        ("una niña de dos meses", "es", "una nina bebe"),
        ("la niña de 3 semanas", "es", "la bebe"),
        ("fiebre de tres días", "es", "fiebre de tres dias"),
        ("embarazada de 8 meses", "es", "embarazada de 8 meses"),
        ("mi hija de 6 años", "es", "mi hija de nino"),
        ("un señor de 80 años", "es", "un senor de adulto"),
        ("hace 3 años", "es", "hace 3 anos"),
        ("my 3-month-old", "en", "my baby"),
        ("my seven year old", "en", "my child"),
        ("aged 82", "en", "adult"),
        ("a 0 year old", "en", "a baby"),
        ("estoy de 5 meses y mancho", "es", "embarazada y mancho"),
        ("she's 20 weeks gone", "en", "shes pregnant"),
        ("unos 40 heridos", "es", "unos muchos heridos"),
        ("dos heridos", "es", "dos heridos"),
        ("about 30 people hurt", "en", "about many people hurt"),
        ("3 injured", "en", "3 injured"),
    ],
)
def test_roads_ages_and_counts_are_made_plain(said: str, language: str, words: str) -> None:
    assert " ".join(plain.words(said, language)) == words


@given(st.text(max_size=200), st.sampled_from(plain.LANGUAGES))
def test_any_text_comes_apart_into_words(said: str, language: str) -> None:
    assert all(word and " " not in word for word in plain.words(said, language))
