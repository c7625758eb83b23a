"""What a caller in danger hears, in the nine languages of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from calls.protocols import contents, reader, wording

BOOK = reader.load(reader.LIBRARY)
CORE = {
    "cpr_adult",
    "cpr_child",
    "cpr_infant",
    "choking_adult",
    "choking_infant",
    "bleeding_severe",
    "childbirth_birth",
    "fire_escape",
    "stay_on_line",
}
OTHERS = tuple(each for each in contents.SPOKEN_LANGUAGES if each != wording.FALLBACK)
TRANSLATED = tuple(each for each in OTHERS if each not in contents.REQUIRED_LANGUAGES)

NUMBERS = {
    "es": ("cuatro", "cinco", "treinta", "tercio"),
    "en": ("four", "five", "thirty", "third"),
    "ca": ("quatre", "cinc", "trenta", "terç"),
    "gl": ("catro", "cinco", "trinta", "terzo"),
    "eu": ("lau", "bost", "hogeita hamar", "heren"),
    "fr": ("quatre", "cinq", "trente", "tiers"),
    "de": ("vier", "fünf", "dreißig", "drittel"),
    "pt": ("quatro", "cinco", "trinta", "terço"),
    "ro": ("patru", "cinci", "treizeci", "treime"),
}
ON_ALL_FOURS = "child.fire_escape.low"  # four only in some languages, and no count

# How an adult and how a child are never spoken to; Basque says zu to both.
FAMILIAR = {
    "ca": r"tu|et|teu|teva|posa't|digues",
    "gl": r"ti|che|teu|túa|contigo|ponte|dime",
    "fr": r"tu|toi|te|ton|ta|tes",
    "de": r"du|dich|dir|dein\w*",
    "pt": r"tu|te|ti|teu|tua|contigo|diz-me|põe",
    "ro": r"tu|tine|te|îți|tău",
}
POLITE = {
    "ca": r"vostè|digui'm|premi",
    "gl": r"vostede|dígame|aperte",
    "fr": r"vous|votre|vos",
    "pt": r"consigo|diga-me|carregue",
    "ro": r"dumneavoastră|puneți|spuneți-mi|apăsați",
}


def _spoken(language: str, *, child: bool) -> Iterator[tuple[str, str]]:
    """Yield the key and the sentence of every step of a core script."""
    for script in (script for script in BOOK.scripts.values() if script.core):
        words = BOOK.owner(script).words[language]
        for step in script.steps:
            key = f"{'child' if child else 'step'}.{script.code}.{step.code}"
            yield key, words.texts[key]


def _all(language: str) -> dict[str, str]:
    """Return what adults and children hear, by key."""
    return dict([*_spoken(language, child=False), *_spoken(language, child=True)])


def test_what_saves_a_life_is_core() -> None:
    assert {script.code for script in BOOK.scripts.values() if script.core} >= CORE


@pytest.mark.parametrize("code", sorted(CORE))
def test_every_core_script_can_be_read_whole_in_each_of_the_nine_languages(code: str) -> None:
    script = BOOK.script(code)
    told = wording.languages(BOOK.owner(script), code)
    assert told == contents.SPOKEN_LANGUAGES


def test_no_branch_leads_out_of_a_core_script_into_another_language() -> None:
    met, ahead = set(CORE), set(CORE)
    while ahead:
        script = BOOK.script(ahead.pop())
        assert wording.languages(BOOK.owner(script), script.code) == contents.SPOKEN_LANGUAGES
        ways = {way.script for step in script.steps for way in step.branches if way.script}
        ahead |= ways - met
        met |= ways


@pytest.mark.parametrize("language", contents.SPOKEN_LANGUAGES)
def test_every_core_script_can_be_read_whole_to_a_child_in_its_own_words(language: str) -> None:
    for key, sentence in _spoken(language, child=True):
        assert len(sentence) <= 100, key
        assert sentence, key


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_spanish(language: str) -> None:
    spanish = _all("es")
    # None of them is the same even in the languages close to Spanish: no exception is needed.
    assert [key for key, text in _all(language).items() if text == spanish[key]] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_asks_where_the_spanish_one_asks(language: str) -> None:
    spanish = _all("es")
    for key, text in _all(language).items():
        assert text.endswith((".", "?")), f"{key}: {text}"
        assert text.endswith("?") == spanish[key].endswith("?"), f"{key}: {text}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_count_and_depth_is_the_spanish_one(language: str) -> None:
    spanish = _all("es")
    for key, text in _all(language).items():
        if key != ON_ALL_FOURS:
            assert _counts(text, language) == _counts(spanish[key], "es"), f"{key}: {text}"


@pytest.mark.parametrize("language", contents.SPOKEN_LANGUAGES)
def test_every_sentence_of_a_core_script_can_be_said_in_one_breath(language: str) -> None:
    for key, text in _all(language).items():
        for part in re.split(r"[.?!]", text):
            assert len(part.split()) <= 24, f"{key}: {part}"


@pytest.mark.parametrize("language", FAMILIAR)
def test_an_adult_is_spoken_to_politely(language: str) -> None:
    for key, text in _spoken(language, child=False):
        assert not _says(FAMILIAR[language], text), f"{key}: {text}"


@pytest.mark.parametrize("language", POLITE)
def test_a_child_is_spoken_to_as_a_child(language: str) -> None:
    for key, text in _spoken(language, child=True):
        assert not _says(POLITE[language], text), f"{key}: {text}"


def test_german_never_says_sie_to_a_child() -> None:
    for key, text in _spoken("de", child=True):
        assert not re.search(r"(?<![.?] )(?<!^)\b(Sie|Ihnen|Ihr|Ihre[mnrs]?)\b", text), key


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_words_file_asks_for_a_review_in_its_own_language(language: str) -> None:
    files = sorted(reader.LIBRARY.glob(f"*/words.{language}.yaml"))
    assert files
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        review = next(line for line in lines if line.startswith("review: "))
        assert "For review" not in review, file
        assert "Para revisión por " not in review, file


def _counts(text: str, language: str) -> list[int]:
    return [len(re.findall(rf"\b{word}", text, re.IGNORECASE)) for word in NUMBERS[language]]


def _says(words: str, text: str) -> bool:
    return re.search(rf"\b({words})\b", text, re.IGNORECASE) is not None
