"""Find the protocol for what a caller said: "mi padre no respira", "choque en la A-6".

An index in memory over the entry words and titles of every language of a book. It forgives
accents, case, word order and slips of the keyboard, and finds while a word is being typed.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from calls.protocols import contents, reader, spelling, wording

LAST_RESORT = "general"
LONGEST_QUERY = 200
MOST_WORDS = 24
# How much of a phrase, by weight, must have been said before it counts.
LEAST_COVERAGE = 0.5
# What the other words met add to the best phrase of a protocol.
REST = 0.25


@dataclass(frozen=True, slots=True)
class Match:
    """Hold a protocol found and how well it fits; 0 for one that is merely listed."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class _Phrase:
    protocol: str
    words: tuple[str, ...]


class Index:
    """Index the entry words and titles of one book."""

    def __init__(self, book: contents.Book) -> None:
        phrases = set(_phrases(book))
        self._codes = tuple(book.protocols)
        self._holding: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            for word in phrase.words:
                self._holding.setdefault(word, []).append(phrase)
        self._owners = {
            word: frozenset(phrase.protocol for phrase in held)
            for word, held in self._holding.items()
        }
        self._weights = {
            word: spelling.rarity(len(held), among=len(phrases))
            for word, held in self._holding.items()
        }
        self._vocabulary = spelling.Vocabulary(self._holding)

    def find(self, said: str, *, limit: int = 5) -> list[Match]:
        """Return at most `limit` protocols, best first; the general one closes the list.

        With nothing to go by, the protocols are listed in the order of the book.
        """
        words = spelling.words(said[:LONGEST_QUERY])[:MOST_WORDS]
        if not words:
            return [Match(code, 0.0) for code in self._codes[:limit]]
        met = self._met(words)
        scores = self._best_phrases(met)
        for code in scores:
            scores[code] += REST * self._rest(code, met)
        ranked = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
        matches = [Match(code, round(score, 3)) for code, score in ranked]
        if LAST_RESORT in self._codes and LAST_RESORT not in scores:
            return [*matches[: limit - 1], Match(LAST_RESORT, 0.0)]
        return matches[:limit]

    def _met(self, words: Iterable[str]) -> dict[str, float]:
        """Return the indexed words that those said may mean, each with its likeness."""
        met: dict[str, float] = {}
        for word in words:
            for meant, likeness in self._vocabulary.like(word).items():
                met[meant] = max(met.get(meant, 0.0), likeness)
        return met

    def _best_phrases(self, met: Mapping[str, float]) -> dict[str, float]:
        """Return the score of each protocol's best phrase, where enough of one was said."""
        scores: dict[str, float] = {}
        for phrase in {each for word in met for each in self._holding[word]}:
            whole = sum(self._weights[word] for word in phrase.words)
            said = sum(self._weights[word] * met.get(word, 0.0) for word in phrase.words)
            if said >= whole * LEAST_COVERAGE:
                scores[phrase.protocol] = max(scores.get(phrase.protocol, 0.0), said * said / whole)
        return scores

    def _rest(self, code: str, met: Mapping[str, float]) -> float:
        return sum(
            self._weights[word] * likeness
            for word, likeness in met.items()
            if code in self._owners[word]
        )


@functools.lru_cache(maxsize=2)
def index(book: contents.Book) -> Index:
    """Return the index of a book, made once."""
    return Index(book)


def find(said: str, *, limit: int = 5) -> list[Match]:
    """Search the book in force."""
    return index(reader.book()).find(said, limit=limit)


def _phrases(book: contents.Book) -> Iterator[_Phrase]:
    for protocol in book.protocols.values():
        texts = [phrase for phrases in protocol.entry.values() for phrase in phrases]
        texts.extend(wording.title(protocol, language) for language in protocol.words)
        for text in texts:
            words = tuple(dict.fromkeys(spelling.words(text)))
            if words:
                yield _Phrase(protocol.code, words)
