"""The words of a script in the reader's language, from the edition it was read in.

A code stands where that edition is gone.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

from calls.protocols import contents, reader, wording
from calls.protocols.faults import NotInBook


def script_title(script: str, edition: str = "") -> str:
    """Give a script's title; of the book in force where no edition is named."""
    return _told(script, edition, script, lambda held, lang: title_of(held, script, lang))


def step_text(script: str, step: str, edition: str = "", *, child: bool = False) -> str:
    """Give a step as it is read aloud."""
    return _told(
        script,
        edition,
        step,
        lambda held, lang: wording.step_of(held, script, step, lang, child=child),
    )


def branch_text(script: str, step: str, branch: str, edition: str = "") -> str:
    """Give what an answer at a step is called."""
    return _told(
        script,
        edition,
        branch,
        lambda held, lang: wording.branch_of(held, script, step, branch, lang),
    )


def title_of(protocol: contents.Protocol, script: str, language: str) -> str:
    """Give the title of a script that stands in this protocol."""
    return wording.text(protocol, f"script.{script}", language)


def screen_language() -> str:
    """Give the language of whoever reads the screen, where a book is written whole in it."""
    language = (get_language() or wording.FALLBACK).partition("-")[0]
    return language if language in contents.REQUIRED_LANGUAGES else wording.FALLBACK


def _told(
    script: str, edition: str, code: str, tell: Callable[[contents.Protocol, str], str]
) -> str:
    book = reader.book()
    try:
        held = reader.edition(edition) if edition else book.owner(book.script(script))
        return tell(held, screen_language())
    except NotInBook:
        return code
