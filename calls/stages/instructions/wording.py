"""The words of a script in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from calls.protocols import reader, wording


def script_title(script: str) -> str:
    """Give a script's title; its code where the book no longer holds it."""
    book = reader.book()
    if script not in book.scripts:
        return script
    return wording.script(book, script, get_language() or wording.FALLBACK)


def step_text(script: str, step: str) -> str:
    """Give a step as it is read aloud; its code where the book no longer holds it."""
    book = reader.book()
    if script not in book.scripts or step not in {each.code for each in book.script(script).steps}:
        return step
    return wording.step(book, script, step, get_language() or wording.FALLBACK)
