"""Find a script to read among all of the book's."""

from __future__ import annotations

from calls.directory.folding import fold
from calls.protocols import contents, reader, wording
from calls.stages.instructions import wording as instructions

FOUND_AT_MOST = 8


def core() -> list[tuple[str, str]]:
    """Give code and title of what is needed most, the scripts with a beat first."""
    scripts = [script for script in reader.book().scripts.values() if script.core]
    scripts.sort(key=lambda script: script.metronome is None)
    return [(script.code, instructions.script_title(script.code)) for script in scripts]


def scripts(typed: str) -> list[dict[str, str]]:
    """Give the scripts for which every word typed begins a word of a title, in any language.

    Those whose own title fits come before those whose protocol's does; without words, the first.
    """
    book, words = reader.book(), fold(typed).split()
    ranked = []
    for script in book.scripts.values():
        protocol = book.owner(script)
        own = _titles(protocol, f"script.{script.code}") | {*script.code.split("_")}
        ranks = (own, own | _titles(protocol, "title"))
        rank = next((at for at, known in enumerate(ranks) if _begins(words, known)), None)
        if rank is not None:
            ranked.append((rank, script, protocol))
    ranked.sort(key=lambda found: found[0])
    language = instructions.screen_language()
    return [
        {
            "code": script.code,
            "title": instructions.title_of(protocol, script.code, language),
            "protocol": wording.title(protocol, language),
        }
        for _rank, script, protocol in ranked[:FOUND_AT_MOST]
    ]


def _titles(protocol: contents.Protocol, key: str) -> set[str]:
    texts = (words.texts.get(key, "") for words in protocol.words.values())
    return {word for text in texts for word in fold(text).split()}


def _begins(words: list[str], known: set[str]) -> bool:
    return all(any(each.startswith(word) for each in known) for word in words)
