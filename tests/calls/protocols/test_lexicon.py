from pathlib import Path

import pytest

from calls.protocols import lexicon, plain
from calls.protocols.faults import BookError

SMALL = """
negations:
  - no
ignored:
  - la, el, he
slight:
  - niño, nina
same:
  - fuego, llamas
  - caer, cae, cayo
  - desmayo, perder el sentido
near:
  - fuego, humo
"""


def read(folder: Path, text: str) -> lexicon.Lexicon:
    file = folder / "lexicon.es.yaml"
    file.write_text(text.replace("niño", "nino"), encoding="utf-8")
    return lexicon.read(file, "es")


@pytest.mark.parametrize("language", plain.LANGUAGES)
def test_the_shipped_lexicon_is_read(language: str) -> None:
    assert len(lexicon.lexicon(language).meanings) > 500


def test_words_of_a_line_mean_the_same_and_regular_endings_too(tmp_path: Path) -> None:
    small = read(tmp_path, SMALL)
    assert small.meaning("llamas") == small.meaning("fuego") == small.meaning("fuegos")
    assert small.meaning("cayo") == small.meaning("caer") != small.meaning("fuego")
    assert small.meaning("respirando") == small.meaning("respira")
    assert small.slight == {small.meaning("nina")}
    assert small.near[small.meaning("fuego")] == {small.meaning("humo")}


def test_an_expression_is_found_with_and_without_its_ignored_words(tmp_path: Path) -> None:
    small = read(tmp_path, SMALL)
    for words in (["perder", "el", "sentido"], ["perder", "sentido"]):
        found = list(small.expressed([small.meaning(word) for word in ["x", *words]]))
        assert found == [(1, 1 + len(words), small.meaning("desmayo"))]


def test_words_of_every_day_are_told_apart_from_those_that_say_what_happens(
    tmp_path: Path,
) -> None:
    small = read(tmp_path, SMALL + "common:\n  - puesto, dejar\n")
    assert small.common == {small.meaning("puesto"), small.meaning("dejado")}
    assert small.meaning("fuego") not in small.common


def test_every_way_to_say_no_is_one_word() -> None:
    english = lexicon.lexicon("en")
    assert english.spoken("he isn't breathing") == ["he", "no", "breathing"]
    assert english.spoken("she can't breathe") == ["she", "no", "able", "breathe"]
    assert lexicon.lexicon("es").spoken("sin pulso") == ["no", "pulso"]


def test_a_denial_said_twice_denies_once() -> None:
    spanish = lexicon.lexicon("es")
    assert spanish.spoken("no contesta nadie, se oye") == ["no", "contesta", "se", "oye"]
    assert spanish.spoken("nadie contesta") == ["no", "contesta"]
    assert spanish.spoken("no respira ni tiene pulso") == ["no", "respira", "no", "tiene", "pulso"]


def test_what_says_nothing_is_ignored() -> None:
    spanish = lexicon.lexicon("es")
    assert spanish.telling(spanish.spoken("es que no me respira")) == ["no", "respira"]


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("  - la calle, fuego", "'fuego' stands in another line"),
        ("  - humo, el", "'el' is neither a word nor an expression"),
        ("  - uno dos tres cuatro cinco seis", "neither a word nor an expression"),
    ],
)
def test_a_broken_line_is_refused(tmp_path: Path, planted: str, fault: str) -> None:
    with pytest.raises(BookError, match=fault):
        read(tmp_path, SMALL.replace("  - caer", f"{planted}\n  - caer"))


def test_an_unknown_neighbour_that_is_no_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError, match="never written"):
        read(tmp_path, SMALL + "  - fuego, never written\n")
