import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import spelling

word = st.text("abcdeñ", max_size=8)


def test_words_are_folded_and_those_that_mean_nothing_left_out() -> None:
    assert spelling.words("¡Mi PADRE no está respirando!") == ["padre", "no", "respirando"]
    assert spelling.words("He isn't breathing") == ["isnt", "breathing"]


def test_the_name_of_a_road_is_a_road() -> None:
    assert spelling.words("choque en la A-6") == ["choque", "carretera"]
    assert spelling.words("ap7") == ["carretera"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "abcd", 1),
        ("abc", "xbc", 1),
        ("choque", "chocue", 1),
        ("", "abc", 3),
        ("abcd", "badc", 2),
    ],
)
def test_slips_are_counted(one: str, other: str, slips: int) -> None:
    assert spelling.distance(one, other) == slips


@given(word, word)
def test_slips_count_the_same_both_ways_and_none_for_the_same_word(one: str, other: str) -> None:
    assert spelling.distance(one, other) == spelling.distance(other, one)
    assert (spelling.distance(one, other) == 0) == (one == other)


@given(st.sets(st.text("abcdefg", min_size=4, max_size=10), min_size=1), st.data())
def test_every_word_one_slip_away_is_found(known: set[str], data: st.DataObject) -> None:
    vocabulary = spelling.Vocabulary(known)
    meant = data.draw(st.sampled_from(sorted(known)))
    place = data.draw(st.integers(0, len(meant) - 1))
    typed = data.draw(
        st.sampled_from(
            [meant[:place] + "z" + meant[place + 1 :], meant[:place] + "z" + meant[place:]]
        )
    )
    assert meant in vocabulary.like(typed)


def test_short_words_are_forgiven_nothing() -> None:
    vocabulary = spelling.Vocabulary({"no", "gas", "mar"})
    assert vocabulary.like("na") == {}
    assert vocabulary.like("gos") == {}


def test_a_known_word_means_itself_and_its_own_forms() -> None:
    vocabulary = spelling.Vocabulary({"herido", "heridos", "herida", "perdido"})
    assert vocabulary.like("herido") == {"herido": 1.0, "heridos": 0.95, "herida": 0.95}


def test_the_rarer_word_weighs_more() -> None:
    assert spelling.rarity(1, among=100) > spelling.rarity(50, among=100) > 0
