import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.directory.folding import fold
from calls.protocols import spelling

word = st.text("abcdeñ", max_size=8)


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


def test_three_letters_may_be_a_word_that_lost_one() -> None:
    vocabulary = spelling.Vocabulary({"lift", "lot"})
    assert set(vocabulary.like("lft")) == {"lift"}


def test_a_known_word_means_itself() -> None:
    vocabulary = spelling.Vocabulary({"herido", "heridos", "perdido"})
    assert vocabulary.like("herido") == {"herido": 1.0}
    assert "herido" in vocabulary
    assert "herida" not in vocabulary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("inchado", "hinchado"),
        ("quemao", "quemado"),
        ("quemaos", "quemados"),
        ("desmallado", "desmayado"),
        ("vevido", "bebido"),
        ("combulsion", "convulsión"),
        ("aciendo", "haciendo"),
        ("kemadura", "quemadura"),
        ("zangre", "sangre"),
        ("jente", "gente"),
        ("coxe", "coche"),
        ("estraño", "extraño"),
    ],
)
def test_a_word_written_as_it_sounds_is_heard(typed: str, meant: str) -> None:
    assert spelling.sound(fold(typed)) == spelling.sound(fold(meant))


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_sound_is_heard_twice_the_same(typed: str) -> None:
    assert len(spelling.sound(typed)) <= len(typed) + 1


def test_two_words_run_together_are_taken_apart() -> None:
    vocabulary = spelling.Vocabulary({"no", "respira", "mi", "padre"})
    assert vocabulary.parts("norespira") == ("no", "respira")
    assert vocabulary.parts("mipadre") == ("mi", "padre")
    assert vocabulary.parts("respira") is None
    assert vocabulary.parts("no" * 40) is None
