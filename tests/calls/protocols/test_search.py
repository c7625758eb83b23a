from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import contents, phrases, reader, search

BOOK = reader.load(reader.LIBRARY)
INDEX = search.Index(BOOK)
TABLE = phrases.read()
HELD_OUT = phrases.read(Path(__file__).with_name("heldout.csv"))


def first(said: str, places: int = 1) -> list[str]:
    """Return the codes that a search finds first."""
    return [match.code for match in INDEX.find(said)[:places]]


def share(table: tuple[phrases.Phrase, ...]) -> float:
    """Return how many of the phrases find their protocol among the first two."""
    return 1 - len(phrases.misses(INDEX, table)) / len(table)


def test_every_protocol_has_phrases_in_both_languages_and_every_phrase_a_protocol() -> None:
    for table in (TABLE, HELD_OUT):
        assert {phrase.protocol for phrase in table} == set(BOOK.protocols)
        assert {code for phrase in table for code in phrase.also} <= set(BOOK.protocols)
    counted = Counter((phrase.protocol, phrase.language) for phrase in TABLE)
    assert all(counted[code, language] >= 3 for code in BOOK.protocols for language in ("es", "en"))


def test_what_callers_say_finds_its_protocol_first_or_second() -> None:
    assert share(TABLE) >= 0.95


def test_what_the_search_was_never_tuned_on_is_found_nearly_as_well() -> None:
    assert share(HELD_OUT) >= 0.95


@pytest.mark.parametrize(
    "said",
    [
        "choque de dos coches",
        "CHOQUE DE DOS COCHES!!!",
        "chocke de dos coxes",
        "dos coches q an chocao",
        "chocque de dso coches",
        "choquede dos coches",
        "cho que de dos coches",
        "choque dedos coches",
        "han chocado dos carros",
        "un taxi se ha estrellado contra otro coche",
    ],
)
def test_case_accents_slips_sound_and_other_words_for_it_are_forgiven(said: str) -> None:
    assert first(said) == ["collision"]


@pytest.mark.parametrize(
    ("who", "protocol"),
    [
        ("mi padre", "cardiac_arrest_adult"),
        ("mi marido", "cardiac_arrest_adult"),
        ("", "cardiac_arrest_adult"),
        ("mi hija", "cardiac_arrest_child"),
        ("el niño", "cardiac_arrest_child"),
        ("el bebé", "cardiac_arrest_infant"),
        ("mi bb", "cardiac_arrest_infant"),
    ],
)
def test_an_arrest_is_that_of_whom_the_caller_tells(who: str, protocol: str) -> None:
    assert first(f"{who} no respira") == [protocol]


def test_an_arrest_is_that_of_whom_the_caller_tells_in_english_too() -> None:
    told = ("my father", "my wife", "", "my son", "a little girl", "the baby")
    found = [first(f"{who} is not breathing")[0] for who in told]
    assert found == [f"cardiac_arrest_{age}" for age in ["adult"] * 3 + ["child"] * 2 + ["infant"]]


def test_a_word_is_found_while_it_is_typed() -> None:
    assert "collision" in first("dos coches han choc", 2)
    assert "unconscious" in first("inconsc", 2)


def test_what_one_protocol_is_all_about_is_not_taken_from_it_by_many_that_name_it() -> None:
    assert first("fuego") == first("a fire") == ["structure_fire"]


def test_what_is_denied_is_not_what_is_said() -> None:
    denied = {match.code: match.score for match in INDEX.find("no despierta")}
    said = {match.code: match.score for match in INDEX.find("se despierta")}
    assert denied["unconscious"] > said.get("unconscious", 0.0)


def test_what_is_heard_is_not_denied_by_who_does_not_answer() -> None:
    assert "silent_call" in first("no contesta nadie, solo se oye respirar", 2)


def test_where_it_is_counts_less_than_what_it_is() -> None:
    where, what = (
        {match.code: match.score for match in INDEX.find(said, limit=500)}
        for said in ("a fight opposite a fire", "a fight and a fire")
    )
    assert where["structure_fire"] < what["structure_fire"]
    assert where["violence"] == what["violence"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("my dad has gone grey and isn't breathing", "cardiac_arrest_adult"),
        ("mi abuela está azul y no respira", "cardiac_arrest_adult"),
        ("mi hijo está azul y no respira", "cardiac_arrest_child"),
        ("the baby is blue and not breathing", "cardiac_arrest_infant"),
    ],
)
def test_who_it_is_decides_between_what_is_alike(said: str, code: str) -> None:
    assert first(said) == [code]


def test_the_phrase_that_found_it_is_told() -> None:
    match = INDEX.find("ay dios mio q an chocao dos coxes")[0]
    written = [text for texts in BOOK.protocol(match.code).entry.values() for text in texts]
    assert match.phrase in [*written, "Accidente de tráfico"]


def test_a_cry_for_help_does_not_hide_what_happened() -> None:
    assert first("ayuda, ayuda por favor, dos coches han chocado") == ["collision"]


def test_what_happened_is_found_at_the_end_of_a_long_tale() -> None:
    tale = (
        "llama una señora muy nerviosa desde la calle Alfonso XII número 24 de Madrid, dice que "
        "está con su hermana y su cuñado que han venido de visita desde Zaragoza esta mañana y "
        "que estaban tomando café en el salón cuando a él se le ha torcido la boca y habla raro"
    )
    assert first(tale) == ["stroke"]


def test_nothing_said_lists_the_book() -> None:
    assert [match.code for match in INDEX.find("", limit=500)] == list(BOOK.protocols)
    assert INDEX.find("la de los") == INDEX.find("  ")


def test_what_means_nothing_is_unclassified() -> None:
    assert [match.code for match in INDEX.find("xyzzy qwrtp")] == [contents.LAST_RESORT]


def test_the_general_protocol_closes_every_list() -> None:
    found = first("choque", 50)
    assert found[0] == "collision"
    assert found[-1] == contents.LAST_RESORT
    assert [match.code for match in INDEX.find("choque", limit=1)] == [contents.LAST_RESORT]


def test_the_book_in_force_is_searched() -> None:
    assert search.find("choque")[0].code == "collision"


def test_while_another_book_is_made_ready_the_last_one_is_searched_for_what_both_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf = search._Shelf()
    monkeypatch.setattr(search, "_shelf", shelf)
    shelf.index = INDEX
    smaller = contents.Book(
        protocols={code: BOOK.protocols[code] for code in ("unconscious", "general")},
        scripts=BOOK.scripts,
    )
    monkeypatch.setattr(reader, "book", lambda: smaller)
    with shelf.making:
        assert [match.code for match in search.find("choque")] == ["general"]
        assert shelf.index is INDEX
    search.find("choque")
    with shelf.making:
        assert shelf.index.book is smaller


@given(st.text(max_size=400) | st.text("0123456789٣²½ añoshecdmoldy 'º-", max_size=60))
def test_any_text_gets_an_answer_with_the_general_protocol_in_it(said: str) -> None:
    assert contents.LAST_RESORT in [match.code for match in INDEX.find(said, limit=500)]
    assert len(INDEX.find(said)) <= 5


@pytest.mark.parametrize("long", ["x" * 10_000, "respira " * 1_000, "abc" * 60, "a " * 5_000])
def test_only_the_first_letters_of_a_long_text_are_searched(long: str) -> None:
    assert INDEX.find(long) == INDEX.find(long[: search.LONGEST_QUERY])
