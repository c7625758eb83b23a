"""Find words of the other language on a page: what was not translated."""

import functools
import re
from collections.abc import Iterator

from babel.messages import pofile
from playwright import sync_api

from calls.protocols import reader
from tests.support import run

CATALOGUE = run.ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
# So many words in a row are no coincidence, wherever they stand.
SENTENCE = 4

# Every text a person can read or have read aloud, but for what says that it is of another tongue.
TEXTS = """() => {
    const language = document.documentElement.lang;
    const texts = new Set();
    const native = (element) => element.closest("[lang]").lang === language;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (element.checkVisibility() && native(element)) {
            texts.add(walker.currentNode.textContent.replace(/\\s+/g, " ").trim());
        }
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
        for (const element of document.querySelectorAll(`[${name}]`)) {
            if (element.checkVisibility() && native(element)) {
                texts.add(element.getAttribute(name).replace(/\\s+/g, " ").trim());
            }
        }
    }
    texts.delete("");
    return [...texts];
}"""


def foreign_words(page: sync_api.Page, language: str) -> list[str]:
    """Return the page's visible texts that are the other language's words of the catalogue."""
    words = _foreign(language)
    return sorted(text for text in page.evaluate(TEXTS) if words.search(text))


@functools.cache
def _foreign(language: str) -> re.Pattern[str]:
    ours, theirs = set(), set()
    for english, spanish in _pairs():
        pair = {"en": english, "es": spanish}
        ours.add(pair.pop(language))
        theirs.add(pair.popitem()[1])
    patterns = [_pattern(text) for text in sorted(theirs - ours, key=len, reverse=True)]
    return re.compile("|".join(patterns))


def _pattern(text: str) -> str:
    parts = [re.escape(part) for part in PLACEHOLDER.split(" ".join(text.split()))]
    pattern = ".+".join(parts)
    plain = len(parts) == 1 and len(text.split()) >= SENTENCE
    return pattern if plain else f"^{pattern}$"


def _pairs() -> Iterator[tuple[str, str]]:
    with CATALOGUE.open("rb") as file:
        for message in pofile.read_po(file):
            # A single letter is the name of a key.
            if isinstance(message.id, str) and len(message.id) > 1 and message.string:
                yield message.id, str(message.string)
    for protocol in reader.book().protocols.values():
        spanish, english = protocol.words["es"].texts, protocol.words["en"].texts
        yield from ((english[key], text) for key, text in spanish.items() if key in english)
