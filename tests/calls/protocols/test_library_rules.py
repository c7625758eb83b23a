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
