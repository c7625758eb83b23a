"""Words as callers say them and operators type them: in a hurry, without accents, half."""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterable, Iterator

from calls.directory.folding import fold

# Not "no" and not "not": they turn a complaint round.
_SAID_ANYWAY = frozenset(
    """
    a al algo alguien aqui asi con creo cuando de del desde el ella en entre es esta estaba estan
    este esto estoy fue ha han hay he hemos la las le les lo los me mi mis mucho muy nos o para pero
    por porque que se senor senora sido son su sus te tengo tiene un una uno unos y ya yo
    am an and are as at be been being but by can for from has have he her him his i in into is it
    its just me my of on or our please she so some somebody someone that the their them there they
    this to us very was we were with you your
    """.split()  # noqa: SIM905
)
_APOSTROPHES = str.maketrans("", "", "'’`´")
_ROAD = re.compile(r"\b[a-z]{1,2}-?\d{1,4}\b")
_ROAD_MEANS = " carretera "

_SHORTEST_STEM = 4
_SHORTEST_START = 3
_ONE_SLIP, _TWO_SLIPS = 4, 8  # letters a word needs to be forgiven one slip, or two
_LONGEST = 24
_SAME_STEM = 0.95
_SLIP_COSTS = 0.2
_START_WORTH = 0.6


def words(text: str) -> list[str]:
    """Return the words that carry meaning, folded, in order; a road's name is a road."""
    plain = _ROAD.sub(_ROAD_MEANS, text.lower().translate(_APOSTROPHES))
    return [word for word in fold(plain).split() if word not in _SAID_ANYWAY]


def rarity(count: int, *, among: int) -> float:
    """Weigh a word that stands in `count` of `among` phrases: the rarer, the heavier."""
    return math.log1p(among / count)


class Vocabulary:
    """Know a set of words, and find those that a word may have been meant to be."""

    def __init__(self, known: Iterable[str]) -> None:
        self._sorted = sorted(set(known))
        self._known = frozenset(self._sorted)
        self._stems: dict[str, list[str]] = {}
        self._without: dict[str, list[str]] = {}
        for word in self._sorted:
            self._stems.setdefault(_stem(word), []).append(word)
            for shortened in _shortened(word, slips=_forgiven(word)):
                self._without.setdefault(shortened, []).append(word)

    def like(self, word: str) -> dict[str, float]:
        """Return the known words that `word` may mean, each with a likeness up to 1."""
        found = dict.fromkeys(self._stems.get(_stem(word), ()), _SAME_STEM)
        if word in self._known:
            return {**found, word: 1.0}
        for each in self._beginning(word):
            worth = _START_WORTH + (1 - _START_WORTH) * len(word) / len(each) / 2
            found[each] = max(found.get(each, 0.0), worth)
        for each, slips in self._slipped(word):
            found[each] = max(found.get(each, 0.0), 1 - _SLIP_COSTS * slips)
        return found

    def _beginning(self, start: str) -> Iterator[str]:
        if len(start) < _SHORTEST_START:
            return
        for position in range(bisect.bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[position].startswith(start):
                return
            yield self._sorted[position]

    def _slipped(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield the words within the slips forgiven: two that share a shortened form may be."""
        candidates = {
            each
            for shortened in _shortened(word, slips=_forgiven(word))
            for each in self._without.get(shortened, ())
        }
        for each in candidates:
            slips = distance(word, each)
            if slips <= min(_forgiven(word), _forgiven(each)):
                yield each, slips


def distance(one: str, other: str) -> int:
    """Count the slips between two words: a letter wrong, missing, too many, or two swapped."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, facing in enumerate(other, start=1):
            best = min(
                above[column] + 1, line[column - 1] + 1, above[column - 1] + (letter != facing)
            )
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == facing
            )
            line.append(min(best, before[column - 2] + 1) if swapped else best)
        before, above = above, line
    return above[-1]


def _forgiven(word: str) -> int:
    """Return how many slips a word may hold; beyond any real word's length, none."""
    if len(word) > _LONGEST:
        return 0
    return (len(word) >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)


def _shortened(word: str, *, slips: int) -> set[str]:
    """Return the word and all it can become by leaving out up to that many letters."""
    forms = {word}
    for _slip in range(slips):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return forms


def _stem(word: str) -> str:
    """Cut plural and gender off a word long enough to stay itself."""
    for endings in ("s", "oae"):
        if len(word) > _SHORTEST_STEM and word[-1] in endings:
            word = word[:-1]
    return word
