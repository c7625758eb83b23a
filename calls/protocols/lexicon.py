"""What words mean to the search: which are ignored, which mean the same, which are near."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import snowballstemmer

from calls.protocols import document, plain

FOLDER = Path(__file__).parent
NO = "no"
LONGEST_EXPRESSION = 5

_STEMMERS = {"es": "spanish", "en": "english"}
ABLE = "able"
OPTIONAL = ("inabilities", "echoes", "asides", "common")
# "No contesta nadie" denies once, and not what comes after.
ECHO_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Hold the reviewed words of one language; a meaning is a stem, or a line by its first word."""

    language: str
    negations: frozenset[str]
    inabilities: frozenset[str]
    echoes: frozenset[str]
    asides: frozenset[str]
    ignored: frozenset[str]
    meanings: Mapping[str, str]
    stems: Mapping[str, str]
    expressions: Mapping[tuple[str, ...], str]
    slight: frozenset[str]
    common: frozenset[str]
    near: Mapping[str, frozenset[str]]

    def spoken(self, text: str) -> list[str]:
        """Return the words of a text, folded, in order; every way to say no is one word."""
        return list(self._spoken(plain.words(text, self.language)))

    def telling(self, spoken: Iterable[str]) -> list[str]:
        """Return the words that carry meaning."""
        return [word for word in spoken if word not in self.ignored]

    def meaning(self, word: str) -> str:
        """Return what a word means."""
        found = self.meanings.get(word)
        if found is None:
            cut = stem(word, self.language)
            found = self.stems.get(cut, cut)
        return found

    def expressed(self, meanings: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the expressions among meanings: where each begins and ends, what it means."""
        for start in range(len(meanings) - 1):
            for end in range(start + 2, min(start + LONGEST_EXPRESSION, len(meanings)) + 1):
                found = self.expressions.get(tuple(meanings[start:end]))
                if found is not None:
                    yield start, end, found

    def _spoken(self, words: Sequence[str]) -> Iterator[str]:
        for place, word in enumerate(words):
            if word in self.inabilities:
                yield from (NO, ABLE)
            elif word not in self.negations:
                yield word
            elif word not in self.echoes or self.negations.isdisjoint(
                words[max(0, place - ECHO_REACH) : place]
            ):
                yield NO


@functools.lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Cut a folded word to its stem."""
    cut: str = _stemmer(language).stemWord(word)
    return cut


@functools.cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language; raise BookError where its file is broken."""
    return read(FOLDER / f"lexicon.{language}.yaml", language)


def read(file: Path, language: str) -> Lexicon:
    """Read a lexicon; raise BookError."""
    root = document.table(
        document.read(file.read_bytes(), file=file.name),
        required=("negations", "ignored", "slight", "same", "near"),
        optional=OPTIONAL,
    ).entries
    optional = {key: _words(root[key]) if key in root else frozenset() for key in OPTIONAL}
    bare = Lexicon(
        language=language,
        negations=_words(root["negations"]),
        inabilities=optional["inabilities"],
        echoes=optional["echoes"],
        asides=optional["asides"],
        ignored=_words(root["ignored"]),
        meanings={},
        stems={},
        expressions={},
        slight=frozenset(),
        common=optional["common"],
        near={},
    )
    return _Gatherer(bare).gather(root)


class _Gatherer:
    """Gather the lines of a file into a lexicon."""

    def __init__(self, bare: Lexicon) -> None:
        self._bare = bare
        self._meanings: dict[str, str] = {}
        self._expressions: list[tuple[list[str], str]] = []

    def gather(self, root: Mapping[str, document.Node]) -> Lexicon:
        slight = {self._line(node, texts) for node, texts in _lines(root["slight"])}
        for node, texts in _lines(root["same"]):
            self._line(node, texts)
        stems: dict[str, str] = {}
        torn: set[str] = set()
        for word, meaning in self._meanings.items():
            cut = stem(word, self._bare.language)
            if stems.setdefault(cut, meaning) != meaning:
                torn.add(cut)
        found = replace(
            self._bare,
            meanings=self._meanings,
            # An ending that two meanings share tells neither.
            stems={cut: meaning for cut, meaning in stems.items() if cut not in torn},
            slight=frozenset(slight),
        )
        found = replace(found, common=frozenset(map(found.meaning, found.common)))
        expressions: dict[tuple[str, ...], str] = {}
        for words, meaning in self._expressions:
            for heard in (words, found.telling(words)):
                if len(heard) > 1:
                    expressions[tuple(map(found.meaning, heard))] = meaning
        return replace(found, expressions=expressions, near=_near(found, expressions, root["near"]))

    def _line(self, node: document.Node, texts: Sequence[str]) -> str:
        """Give every word of a line one meaning, named by the first of them."""
        meaning = f"={texts[0]}"
        for text in texts:
            words = self._bare.spoken(text)
            if words == [text] and text not in self._bare.ignored:
                if self._meanings.setdefault(text, meaning) != meaning:
                    document.refuse(node, f"{text!r} stands in another line")
            elif 1 < len(words) <= LONGEST_EXPRESSION and self._bare.telling(words):
                self._expressions.append((words, meaning))
            else:
                document.refuse(node, f"{text!r} is neither a word nor an expression: {words}")
        return meaning


def _near(
    found: Lexicon, expressions: Mapping[tuple[str, ...], str], lines: document.Node
) -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for node, texts in _lines(lines):
        meanings = []
        for text in texts:
            told = tuple(map(found.meaning, found.spoken(text)))
            if len(told) != 1 and told not in expressions:
                document.refuse(node, f"{text!r} is neither a word nor an expression above")
            meanings.append(told[0] if len(told) == 1 else expressions[told])
        for meaning in meanings:
            near.setdefault(meaning, set()).update(each for each in meanings if each != meaning)
    return {meaning: frozenset(others) for meaning, others in near.items()}


def _words(lines: document.Node) -> frozenset[str]:
    return frozenset(
        word for _node, texts in _lines(lines) for text in texts for word in text.split()
    )


def _lines(node: document.Node) -> Iterator[tuple[document.Node, list[str]]]:
    for item in document.items(node):
        yield item, [part.strip() for part in document.text(item).split(",")]


@functools.cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS[language])
