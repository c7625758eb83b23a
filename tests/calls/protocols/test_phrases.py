from collections import Counter
from pathlib import Path

import pytest

from calls.protocols import matching, phrases, search

TABLE = phrases.read()
HELD_OUT = phrases.read(Path(__file__).with_name("heldout.csv"))


@pytest.mark.parametrize(("table", "least"), [(TABLE, 400), (HELD_OUT, 150)])
def test_a_table_is_large_and_says_half_of_it_in_each_language(
    table: tuple[phrases.Phrase, ...], least: int
) -> None:
    assert len(table) >= least
    languages = Counter(phrase.language for phrase in table)
    assert set(languages) == {"es", "en"}
    assert min(languages.values()) >= 0.45 * len(table)


def test_no_phrase_stands_twice_and_none_of_those_held_out_in_the_table() -> None:
    said = [phrase.text.casefold() for phrase in (*TABLE, *HELD_OUT)]
    assert len(said) == len(set(said))


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "phrases.csv"
    file.write_text("code,phrase\ncollision,choque\n", encoding="utf-8")
    with pytest.raises(ValueError, match="the columns are protocol, language, phrase, also"):
        phrases.read(file)


def test_a_phrase_that_finds_another_protocol_is_a_miss_unless_that_one_is_right_too() -> None:
    class Sees(search.Index):
        def __init__(self) -> None:
            pass

        def find(self, said: str, *, limit: int = 5) -> list[matching.Match]:
            return [matching.Match(code, 1.0) for code in ("fall", "burns", "stroke")][:limit]

    def said(protocol: str, *also: str) -> phrases.Phrase:
        return phrases.Phrase(protocol=protocol, language="en", text="help", also=also)

    tried = [said("fall"), said("burns"), said("stroke"), said("stroke", "burns")]
    assert phrases.misses(Sees(), tried) == [
        phrases.Miss(phrase=tried[2], found=("fall", "burns", "stroke"))
    ]
