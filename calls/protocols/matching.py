"""The phrases of one language of a book, and how well each fits what was said."""

from __future__ import annotations

import functools
import heapq
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from calls.protocols import contents, lexicon, spelling, wording

# How much of a phrase, by weight, must have been said before it counts.
LEAST_COVERAGE = 0.5
# What the other words met add to the best phrase of a protocol.
REST = 0.5
# How heavy a slight word is beside one that says what happens; so is what is denied without it.
SLIGHT = 0.35
# So is a word of every day, which may stand in any sentence.
COMMON = 0.6
# How much of a word its neighbours in the lexicon are worth, and its own stem not seen before.
NEAR = 0.6
SAME_STEM = 0.9
# A protocol of which most phrases tell of the same somebody is for them: what it is worth where
# another is told of, and where nobody is.
MOSTLY = 0.75
OF_ANOTHER, OF_NOBODY = 0.6, 0.9
# What a place that only says where is worth, and how many words name it: "near the school".
ASIDE = 0.5
PLACE_WORDS = 2
LATELY = 4_000
# A word half typed may become many: so many of them are looked at.
MOST_MEANINGS = 12
LEAST_JOINED = 6


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
        owners: dict[str, Counter[str]] = {}
        for number, phrase in enumerate(self._phrases):
            for meaning in phrase.meanings:
                self._holding.setdefault(meaning, []).append(number)
                owners.setdefault(meaning, Counter())[phrase.protocol] += 1
        # The fewer protocols a word points to, mostly, the heavier it is.
        self._weights = {
            meaning: math.log1p(len(book.protocols) / _effective(counts)) * self._heaviness(meaning)
            for meaning, counts in owners.items()
        }
        # The more of a protocol's phrases hold a word, the more it says of it.
        self._tells = {
            meaning: {
                code: self._weights[meaning] * count / (count + 1) for code, count in counts.items()
            }
            for meaning, counts in owners.items()
        }
        self._whole = [
            sum(self._weights[meaning] for meaning in phrase.meanings) for phrase in self._phrases
        ]
        self._whom = dict(self._subjects(owners))
        self._vocabulary = spelling.Vocabulary(
            self._read_words | set(self.lexicon.meanings) | self.lexicon.ignored
        )
        # Who types asks for the same words again with every letter.
        self._meant = functools.lru_cache(maxsize=LATELY)(self._likely)

    def _heaviness(self, meaning: str) -> float:
        if meaning in self.lexicon.slight or meaning == lexicon.NO:
            return SLIGHT
        return COMMON if meaning in self.lexicon.common else 1.0

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
        rest = self._rest(places)
        for code, (best, text) in self._best_phrases(met).items():
            yield Match(code, (best + REST * rest[code]) * self._fit(code, met), text)

    def _subjects(self, owners: Mapping[str, Counter[str]]) -> Iterator[tuple[str, str]]:
        """Yield the protocols whose phrases mostly tell of the same somebody: a baby, a child."""
        counted = Counter(phrase.protocol for phrase in self._phrases)
        for meaning in self.lexicon.slight.intersection(owners):
            for code, count in owners[meaning].items():
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
        aside = 0
        for word in self._together(itertools.chain.from_iterable(map(self._apart, spoken))):
            likely = {} if word in self.lexicon.ignored else self._meant(word)
            if word in self.lexicon.asides:
                aside = PLACE_WORDS
            elif aside and likely:
                aside -= 1
                likely = {meaning: likeness * ASIDE for meaning, likeness in likely.items()}
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

    def _together(self, words: Iterable[str]) -> Iterator[str]:
        """Yield the words; two of which one is unknown, and which joined are known, as that one."""
        before = ""
        for word in words:
            joined = before + word
            if (
                len(joined) >= LEAST_JOINED
                and joined in self._vocabulary
                and self.known([before, word]) < bool(before) + 1
            ):
                before = joined
            else:
                if before:
                    yield before
                before = word
        if before:
            yield before

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
        if len(found) > MOST_MEANINGS:
            likely = heapq.nlargest(MOST_MEANINGS, found, key=found.__getitem__)
            return {each: found[each] for each in likely}
        return found

    def _best_phrases(self, met: Mapping[str, float]) -> dict[str, tuple[float, str]]:
        """Return each protocol's best phrase and its score, where enough of one was said."""
        said: defaultdict[int, float] = defaultdict(float)
        for meaning, likeness in met.items():
            if meaning in self._weights:
                worth = self._weights[meaning] * likeness
                for number in self._holding[meaning]:
                    said[number] += worth
        found: dict[str, tuple[float, str]] = {}
        for number, worth in said.items():
            if worth >= self._whole[number] * LEAST_COVERAGE:
                phrase, score = self._phrases[number], worth * worth / self._whole[number]
                if phrase.protocol not in found or found[phrase.protocol][0] < score:
                    found[phrase.protocol] = score, phrase.text
        return found

    def _rest(self, places: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
        """Add up what every place says of each protocol."""
        rest: defaultdict[str, float] = defaultdict(float)
        for place in places:
            best: dict[str, float] = {}
            for meaning, likeness in place.items():
                for code, tells in self._tells.get(meaning, {}).items():
                    worth = tells * likeness
                    if best.get(code, 0.0) < worth:
                        best[code] = worth
            for code, worth in best.items():
                rest[code] += worth
        return rest


def _effective(counts: Counter[str]) -> float:
    """Return of how many protocols, were they equal, counts tell: 90 and 1 are little over one."""
    return counts.total() ** 2 / sum(count**2 for count in counts.values())


def _with_negations(meanings: Sequence[str]) -> frozenset[str]:
    return frozenset(itertools.chain(meanings, _negations(meanings)))


def _negations(meanings: Sequence[str]) -> Iterator[str]:
    """Yield one meaning for what is denied: "no respira" is more than "no" and "respira"."""
    for one, other in itertools.pairwise(meanings):
        if one == lexicon.NO:
            yield f"{lexicon.NO} {other}"
