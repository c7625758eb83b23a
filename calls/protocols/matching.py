"""The phrases of one language of a book, and how well each fits what was said."""

from __future__ import annotations

import collections
import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from calls.protocols import contents, lexicon, spelling, wording

# How much of a phrase, by weight, must have been said before it counts.
LEAST_COVERAGE = 0.5
# What the other words met add to the best phrase of a protocol.
REST = 0.5
# How heavy a slight word is beside one that says what happens; so is what is denied without it.
SLIGHT = 0.35
# How much of a word its neighbours in the lexicon are worth, and its own stem not seen before.
NEAR = 0.6
SAME_STEM = 0.9
# A protocol of which most phrases tell of the same somebody is for them: what it is worth where
# another is told of, and where nobody is.
MOSTLY = 0.75
OF_ANOTHER, OF_NOBODY = 0.6, 0.9
LATELY = 4_000


@dataclass(frozen=True, slots=True)
class Match:
    """Hold a protocol found, how well it fits, and the phrase that found it ("" for none)."""

    code: str
    score: float
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    protocol: str
    text: str
    meanings: frozenset[str]


class Phrases:
    """Index the entry words and titles of one language of a book."""

    def __init__(self, book: contents.Book, language: str) -> None:
        self.lexicon = lexicon.lexicon(language)
        self._read_words: set[str] = set()
        self._phrases = tuple(dict.fromkeys(self._read(book, language)))
        self._holding: dict[str, list[int]] = {}
        self._owners: dict[str, dict[str, int]] = {}
        for number, phrase in enumerate(self._phrases):
            for meaning in phrase.meanings:
                self._holding.setdefault(meaning, []).append(number)
                counts = self._owners.setdefault(meaning, {})
                counts[phrase.protocol] = counts.get(phrase.protocol, 0) + 1
        # The fewer protocols a word points to, the heavier it is.
        self._weights = {
            meaning: math.log1p(len(book.protocols) / len(counts))
            * (SLIGHT if meaning in self.lexicon.slight or meaning == lexicon.NO else 1)
            for meaning, counts in self._owners.items()
        }
        self._whole = [
            sum(self._weights[meaning] for meaning in phrase.meanings) for phrase in self._phrases
        ]
        self._whom = dict(self._subjects())
        self._vocabulary = spelling.Vocabulary(
            self._read_words | set(self.lexicon.meanings) | self.lexicon.ignored
        )
        # Who types asks for the same words again with every letter.
        self._meant = functools.lru_cache(maxsize=LATELY)(self._likely)

    def known(self, spoken: Iterable[str]) -> int:
        """Count the words that are of this language."""
        return sum(word in self._vocabulary for word in spoken)

    def find(self, spoken: Sequence[str]) -> Iterator[Match]:
        """Yield a match for each protocol of which enough of a phrase was said."""
        places = self._heard(spoken)
        met: dict[str, float] = {}
        for meaning, likeness in itertools.chain.from_iterable(place.items() for place in places):
            met[meaning] = max(met.get(meaning, 0.0), likeness)
        for meaning, likeness in tuple(met.items()):
            for near in self.lexicon.near.get(meaning, ()):
                met[near] = max(met.get(near, 0.0), likeness * NEAR)
        for code, (score, text) in self._best_phrases(met).items():
            whole = score + REST * self._rest(code, places)
            yield Match(code, whole * self._fit(code, met), text)

    def _subjects(self) -> Iterator[tuple[str, str]]:
        """Yield the protocols whose phrases mostly tell of the same somebody: a baby, a child."""
        counted = collections.Counter(phrase.protocol for phrase in self._phrases)
        for meaning in self.lexicon.slight:
            for code, count in self._owners.get(meaning, {}).items():
                if count >= counted[code] * MOSTLY:
                    yield code, meaning

    def _fit(self, code: str, met: Mapping[str, float]) -> float:
        """Say how well a protocol is for those who are told of."""
        whom = self._whom.get(code)
        if whom is None or whom in met:
            return 1.0
        return OF_NOBODY if self.lexicon.slight.isdisjoint(met) else OF_ANOTHER

    def _read(self, book: contents.Book, language: str) -> Iterator[_Phrase]:
        for protocol in book.protocols.values():
            title = wording.title(protocol, language)
            for text in (*protocol.entry.get(language, ()), title):
                for meanings in self._readings(text):
                    if meanings:
                        yield _Phrase(protocol.code, text, meanings)

    def _readings(self, text: str) -> Iterator[frozenset[str]]:
        """Yield the meanings of a phrase: word by word, and with each expression as one."""
        spoken = self.lexicon.spoken(text)
        told = self.lexicon.telling(spoken)
        self._read_words.update(spoken)
        yield _with_negations(self._meanings(told))
        for words in (spoken, told):
            for start, end, meaning in self.lexicon.expressed(self._meanings(words)):
                rest = self.lexicon.telling([*words[:start], *words[end:]])
                yield _with_negations(self._meanings(rest)) | {meaning}

    def _meanings(self, words: Iterable[str]) -> list[str]:
        return [self.lexicon.meaning(word) for word in words]

    def _heard(self, spoken: Sequence[str]) -> list[Mapping[str, float]]:
        """Return what each place of the sentence may mean; expressions and negations follow."""
        places: list[Mapping[str, float]] = []
        whole: list[str] = []
        telling: list[str] = []
        for word in itertools.chain.from_iterable(map(self._apart, spoken)):
            likely = {} if word in self.lexicon.ignored else self._meant(word)
            best = max(likely, key=lambda each: likely[each], default=word)
            whole.append(best)
            if word not in self.lexicon.ignored:
                telling.append(best)
                places.append(likely)
        for meanings in (whole, telling):
            places.extend({meaning: 1.0} for *_place, meaning in self.lexicon.expressed(meanings))
        places.extend({meaning: 1.0} for meaning in _negations(telling))
        return places

    def _apart(self, word: str) -> tuple[str, ...]:
        """Return a word, or the two known ones that it is, run together."""
        return (not self.known([word]) and self._vocabulary.parts(word)) or (word,)

    def _likely(self, word: str) -> Mapping[str, float]:
        """Return what a word may mean, each meaning with its likeness."""
        found: dict[str, float] = {}
        for meant, likeness in self._vocabulary.like(word).items():
            if meant not in self.lexicon.ignored:
                meaning = self.lexicon.meaning(meant)
                found[meaning] = max(found.get(meaning, 0.0), likeness)
        meaning = self.lexicon.meaning(word)
        if meaning in self._weights:
            # A stem tells more than a slip, but "acident" has that of "acid".
            found[meaning] = max(found.get(meaning, 0.0), SAME_STEM)
        return found

    def _best_phrases(self, met: Mapping[str, float]) -> dict[str, tuple[float, str]]:
        """Return each protocol's best phrase and its score, where enough of one was said."""
        said: dict[int, float] = {}
        for meaning, likeness in met.items():
            worth = self._weights.get(meaning, 0.0) * likeness
            for number in self._holding.get(meaning, ()):
                said[number] = said.get(number, 0.0) + worth
        found: dict[str, tuple[float, str]] = {}
        for number, worth in said.items():
            if worth >= self._whole[number] * LEAST_COVERAGE:
                phrase, score = self._phrases[number], worth * worth / self._whole[number]
                if phrase.protocol not in found or found[phrase.protocol][0] < score:
                    found[phrase.protocol] = score, phrase.text
        return found

    def _rest(self, code: str, places: Iterable[Mapping[str, float]]) -> float:
        """Add up what every place says of a protocol: the more of its phrases, the more."""
        return sum(
            max(
                self._weights.get(meaning, 0.0) * likeness * _often(self._owners, meaning, code)
                for meaning, likeness in place.items()
            )
            for place in places
            if place
        )


def _often(owners: Mapping[str, Mapping[str, int]], meaning: str, code: str) -> float:
    count = owners.get(meaning, {}).get(code, 0)
    return count / (count + 1)


def _with_negations(meanings: Sequence[str]) -> frozenset[str]:
    return frozenset(itertools.chain(meanings, _negations(meanings)))


def _negations(meanings: Sequence[str]) -> Iterator[str]:
    """Yield one meaning for what is denied: "no respira" is more than "no" and "respira"."""
    for one, other in itertools.pairwise(meanings):
        if one == lexicon.NO:
            yield f"{lexicon.NO} {other}"
