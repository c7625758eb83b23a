"""What the shipped book says of one thing it says alike wherever it says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from calls.protocols import contents, reader

BOOK = reader.load(reader.LIBRARY)

# Whose scripts speak of current, whatever words they use for it.
ELECTRIC = {"power_line", "electrical_fire", "electrocution"}
LINES = {
    "es": r"cables?|tendido|torre|postes?|catenaria",
    "en": r"cables?|wires?|power lines?|pylons?|poles?",
}
METRES = {"es": r"(\w+) metros", "en": r"(\w+) metres"}
FAR = {"es": "veinte", "en": "twenty"}


def _steps(language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the protocol, the key and the sentence of every step of the book."""
    for script in BOOK.scripts.values():
        texts = BOOK.owner(script).words[language].texts
        for step in script.steps:
            key = f"step.{script.code}.{step.code}"
            yield script.protocol, key, texts[key]


@pytest.mark.parametrize("language", contents.REQUIRED_LANGUAGES)
def test_a_power_line_is_kept_away_from_by_one_distance_everywhere(language: str) -> None:
    told = {
        key: re.findall(METRES[language], text)
        for protocol, key, text in _steps(language)
        if protocol in ELECTRIC or re.search(rf"\b({LINES[language]})\b", text, re.IGNORECASE)
    }
    distances = {key: found for key, found in told.items() if found}
    assert len(distances) >= len(ELECTRIC)
    assert {key: found for key, found in distances.items() if found != [FAR[language]]} == {}


def test_the_womb_is_rubbed_only_when_it_is_empty_and_bleeds_heavily() -> None:
    rubbing = [
        script
        for script in BOOK.scripts.values()
        if any(each.code == "massage" for each in script.steps)
    ]
    assert {script.code for script in rubbing} == {"childbirth_birth", "birth_bleeding"}
    for script in rubbing:
        asked = script.step("afterbirth")
        assert script.after(asked) == script.step("massage")
        assert _ways(script, "massage") == {"afterbirth.yes"}
    # Where no answer says how much it bleeds, only heavy bleeding leads on to the placenta.
    assert _ways(BOOK.script("childbirth_birth"), "afterbirth") == {"bleeding.yes"}
    for language in contents.REQUIRED_LANGUAGES:
        texts = BOOK.protocol("childbirth").words[language].texts
        assert re.search("mucho|a lot", texts["branch.birth_bleeding.afterbirth.yes"])


@pytest.mark.parametrize("language", contents.REQUIRED_LANGUAGES)
def test_no_other_step_has_the_belly_rubbed(language: str) -> None:
    rubbed = {"es": r"(frote|frótele).*barriga|útero", "en": r"rub .*belly|womb"}[language]
    found = {key for _protocol, key, text in _steps(language) if re.search(rubbed, text.lower())}
    assert found == {"step.childbirth_birth.massage", "step.birth_bleeding.massage"}


def test_who_choked_has_the_mouth_looked_in_before_every_breath() -> None:
    choking = [script for script in BOOK.scripts.values() if script.code.startswith("choking_")]
    led_to = {
        way.script
        for script in choking
        for step in script.steps
        for way in step.branches
        if way.script is not None and way.script.startswith("cpr_")
    }
    assert led_to == {"cpr_adult", "cpr_child", "cpr_infant"}
    adult = BOOK.script("cpr_adult")
    assert adult.step("cause").branch("choked").go == "mouth"
    assert adult.after(adult.step("mouth")) == adult.step("breaths")
    for code in ("cpr_child", "cpr_infant"):
        script = BOOK.script(code)
        assert script.after(script.step("mouth")) == script.step("breaths")
        assert script.after(script.step("cycle")) == script.step("choked")


def _ways(script: contents.Script, to: str) -> set[str]:
    """Return what leads to a step: `step.branch`, or `step` where it only comes before."""
    found = set()
    for step in script.steps:
        behind = script.after(step)
        onward = {way.code: way.go for way in step.branches if way.script is None}
        for code, go in onward.items():
            if (go or (behind.code if behind is not None else "")) == to:
                found.add(f"{step.code}.{code}")
        if not step.branches and behind is not None and behind.code == to:
            found.add(step.code)
    return found


def test_every_arrest_is_known_as_one_to_the_key_that_begins_compressions() -> None:
    arrests = {
        (protocol.code, determinant.code)
        for protocol in BOOK.protocols.values()
        for determinant in protocol.determinants
        if "arrest" in determinant.code and determinant.time_critical != contents.ARREST
    }
    # There the key leaves the covert words for those of an arrest.
    assert arrests == {("gender_violence", "covert_arrest")}
