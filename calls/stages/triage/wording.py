"""The words of a protocol in the reader's language; its codes where the book changed."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

from calls.protocols import contents, reader, wording
from calls.protocols.faults import NotInBook


def title(protocol: str) -> str:
    """Name a protocol."""
    return _told(protocol, protocol, wording.title)


def question(protocol: str, code: str) -> str:
    """Give what the operator asks."""
    return _told(protocol, code, lambda book, lang: wording.question(book, code, lang))


def answer(protocol: str, asked: str, code: str) -> str:
    """Give what an answer is called."""
    return _told(protocol, code, lambda book, lang: wording.answer(book, asked, code, lang))


def determinant(protocol: str, code: str) -> str:
    """Name a determinant."""
    return _told(protocol, code, lambda book, lang: wording.determinant(book, code, lang))


def _told(protocol: str, code: str, tell: Callable[[contents.Protocol, str], str]) -> str:
    try:
        return tell(reader.book().protocol(protocol), get_language() or wording.FALLBACK)
    except NotInBook:
        return code
