"""Find the protocol for what a caller said: "mi padre no respira", "choque en la A-6".

An index in memory over the entry words and titles of a book, a part for each language. It
forgives accents, case, word order and slips of the keyboard, knows words that mean the same, and
finds while a word is being typed.
"""

from __future__ import annotations

import threading

from calls.protocols import contents, matching, plain, reader

LONGEST_QUERY = 400
MOST_WORDS = 60
# The language that fewer of the words are of counts for less, but never for nothing.
LEAST_TRUST = 0.3
# "Help" is said of everything: what only the general protocol knows must not hide the rest.
LAST_RESORT_WORTH = 0.4
PATIENCE_S = 0.1


class Index:
    """Index the entry words and titles of one book."""

    def __init__(self, book: contents.Book) -> None:
        self.book = book
        self._codes = tuple(book.protocols)
        self._parts = tuple(matching.Phrases(book, language) for language in plain.LANGUAGES)

    def find(self, said: str, *, limit: int = 5) -> list[matching.Match]:
        """Return at most `limit` protocols, best first; the general one closes the list.

        With nothing to go by, the protocols are listed in the order of the book.
        """
        heard = [
            (part, part.lexicon.spoken(said[:LONGEST_QUERY])[:MOST_WORDS]) for part in self._parts
        ]
        if not all(part.lexicon.telling(words) for part, words in heard):
            return [matching.Match(code, 0.0) for code in self._codes[:limit]]
        known = [part.known(words) for part, words in heard]
        found: dict[str, matching.Match] = {}
        for (part, words), count in zip(heard, known, strict=True):
            trust = max(LEAST_TRUST, (count + 0.5) / (max(known) + 0.5))
            for match in part.find(words):
                worth = LAST_RESORT_WORTH if match.code == contents.LAST_RESORT else 1.0
                score = round(match.score * trust * worth, 3)
                if match.code not in found or found[match.code].score < score:
                    found[match.code] = matching.Match(match.code, score, match.phrase)
        matches = sorted(found.values(), key=lambda match: (-match.score, match.code))
        if contents.LAST_RESORT in self._codes and contents.LAST_RESORT not in found:
            return [*matches[: limit - 1], matching.Match(contents.LAST_RESORT, 0.0)]
        return matches[:limit]


class _Shelf:
    """Hold the index of the book in force."""

    def __init__(self) -> None:
        self.making = threading.Lock()
        self.index: Index | None = None


_shelf = _Shelf()


def warm() -> None:
    """Make the index of the book in force, lest somebody waits for it; raise BookError."""
    _current(_shelf, reader.book())


def find(said: str, *, limit: int = 5) -> list[matching.Match]:
    """Search the book in force; raise BookError where there is none.

    While another book is made ready, the last one is searched for what both hold.
    """
    book = reader.book()
    found = _current(_shelf, book).find(said, limit=limit)
    return [match for match in found if match.code in book.protocols]


def _current(shelf: _Shelf, book: contents.Book) -> Index:
    """Return the index of the book, or the last one when making it takes longer than a blink."""
    if shelf.index is None:
        with shelf.making:
            if shelf.index is None:
                shelf.index = Index(book)
    elif shelf.index.book is not book and shelf.making.acquire(blocking=False):
        making = threading.Thread(target=_make, args=(shelf, book), name="search", daemon=True)
        making.start()
        making.join(PATIENCE_S)
    return shelf.index


def _make(shelf: _Shelf, book: contents.Book) -> None:
    try:
        shelf.index = Index(book)
    finally:
        shelf.making.release()
