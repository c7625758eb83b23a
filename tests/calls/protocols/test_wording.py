import re

import pytest

from calls.protocols import reader, wording
from calls.protocols.faults import NotInBook

BOOK = reader.load(reader.LIBRARY)
UNCONSCIOUS = BOOK.protocol("unconscious")
# Whole scripts that are only ever read to a child: these say tú.
TO_A_CHILD = ("hoax_child", "misdial_child", "silent_child")


def test_a_text_is_given_in_its_readers_language() -> None:
    assert wording.title(UNCONSCIOUS, "es") == "Inconsciente o desmayo"
    assert wording.title(UNCONSCIOUS, "en") == "Unconscious or fainted"


def test_a_regional_language_is_its_language() -> None:
    assert wording.title(UNCONSCIOUS, "en-gb") == wording.title(UNCONSCIOUS, "en")


def test_a_language_the_book_lacks_falls_back_to_spanish() -> None:
    assert wording.title(UNCONSCIOUS, "de") == wording.title(UNCONSCIOUS, "es")


def test_questions_answers_determinants_scripts_and_steps_have_their_words() -> None:
    assert wording.question(UNCONSCIOUS, "breathing", "es").endswith("¿Respira con normalidad?")
    assert wording.answer(UNCONSCIOUS, "age", "infant", "en") == "Baby (under 1 year)"
    assert wording.determinant(UNCONSCIOUS, "arrest_adult", "en") == "Cardiac arrest, adult"
    assert wording.script(BOOK, "cpr_adult", "es") == "RCP, adulto"
    assert wording.step(BOOK, "crash_cpr", "push", "en").startswith("Push hard and fast")


def test_a_text_that_is_nowhere_is_refused() -> None:
    with pytest.raises(NotInBook):
        wording.question(UNCONSCIOUS, "weather", "es")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_sentence_read_aloud_is_short_and_whole(language: str) -> None:
    for code, script in BOOK.scripts.items():
        for step in script.steps:
            sentence = wording.step(BOOK, code, step.code, language)
            ends = (".", "?") if step.branches else (".",)
            assert sentence.endswith(ends), f"{code}.{step.code}"
            for part in re.split(r"[.?!]", sentence):
                assert len(part.split()) <= 24, f"{code}.{step.code}: {part}"


def test_spanish_instructions_say_usted_but_to_a_child() -> None:
    familiar = re.compile(
        r"\b(tú|tus|tuyo|contigo|te|ponte|túmbalo|túmbala|aprieta|haz|pon|mira)\b", re.IGNORECASE
    )
    for code, script in BOOK.scripts.items():
        if code in TO_A_CHILD:
            continue
        for step in script.steps:
            sentence = wording.step(BOOK, code, step.code, "es")
            assert not familiar.search(sentence), sentence


@pytest.mark.parametrize("code", TO_A_CHILD)
def test_a_script_for_a_child_says_tu_throughout(code: str) -> None:
    formal = re.compile(r"\b(usted|diga|dígame|cuelgue|quédese|póngase)\b", re.IGNORECASE)
    for step in BOOK.scripts[code].steps:
        sentence = wording.step(BOOK, code, step.code, "es")
        assert not formal.search(sentence), sentence
