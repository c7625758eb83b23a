"""The words of a protocol in the reader's language; its codes where the book changed.

With an edition, the words of the exact files a case was asked in.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language

from calls.protocols import contents, labels, reader, wording
from calls.protocols.faults import NotInBook


def title(protocol: str, edition: str = "") -> str:
    """Name a protocol."""
    return _told(protocol, edition, protocol, wording.title)


def family(protocol: str) -> str:
    """Name the family of a protocol; "" where the book changed."""
    return _told(protocol, "", "", lambda book, _lang: str(labels.FAMILIES.get(book.family, "")))


def question(protocol: str, code: str, edition: str = "") -> str:
    """Give what the operator asks."""
    return _told(protocol, edition, code, lambda book, lang: wording.question(book, code, lang))


def answer(protocol: str, asked: str, code: str, edition: str = "") -> str:
    """Give what an answer is called."""
    return _told(
        protocol, edition, code, lambda book, lang: wording.answer(book, asked, code, lang)
    )


def determinant(protocol: str, code: str, edition: str = "") -> str:
    """Name a determinant."""
    return _told(protocol, edition, code, lambda book, lang: wording.determinant(book, code, lang))


def _told(
    protocol: str, edition: str, code: str, tell: Callable[[contents.Protocol, str], str]
) -> str:
    try:
        found = reader.edition(edition) if edition else reader.book().protocol(protocol)
        return tell(found, get_language() or wording.FALLBACK)
    except NotInBook:
        return code
