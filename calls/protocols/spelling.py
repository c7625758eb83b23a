"""Words as operators type them: in a hurry, as they sound, with slips, half, run together."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator

_SHORTEST_START = 3
_ONE_SLIP, _TWO_SLIPS = 4, 8  # letters a word needs to be forgiven one slip, or two
_LONGEST = 24
_SHORTEST_PART, _LONGER_PART = 2, 4
_SLIP_COSTS = 1.4  # of a letter of the word
_SOUND_WORTH = 0.9
_START_WORTH = 0.6
_PARTS_WORTH = 0.9

# What sounds alike in Spanish, in the order it is made so.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ao(?=s?$)", "ado"),
        (r"x(?=[^aeiouy])", "s"),
        (r"ch|x", "x"),
        (r"h", ""),
        (r"v|w", "b"),
        (r"ll", "y"),
        (r"z|c(?=[eiy])", "s"),
        (r"ck|qu|k", "c"),
        (r"g(?=[ei])", "j"),
        (r"(?<=g)u(?=[ei])", ""),
        (r"m(?=[bp])", "n"),
        (r"(.)(?=\1)", ""),
    )
)


class Vocabulary:
    """Know a set of words, and find those that a word may have been meant to be."""

    def __init__(self, known: Iterable[str]) -> None:
        self._sorted = sorted(set(known))
        self._known = frozenset(self._sorted)
        self._sounding: dict[str, list[str]] = {}
        self._without: dict[str, list[str]] = {}
        for word in self._sorted:
            self._sounding.setdefault(sound(word), []).append(word)
            for shortened in _shortened(word, slips=_forgiven(word)):
                self._without.setdefault(shortened, []).append(word)

    def __contains__(self, word: str) -> bool:
        """Say whether the word is known as it stands."""
        return word in self._known

    def like(self, word: str) -> dict[str, float]:
        """Return the known words that `word` may mean, each with a likeness up to 1."""
        if word in self._known:
            return {word: 1.0}
        found = dict.fromkeys(self._sounding.get(sound(word), ()), _SOUND_WORTH)
        for each in self._beginning(word):
            worth = _START_WORTH + (1 - _START_WORTH) * len(word) / len(each) / 2
            found[each] = max(found.get(each, 0.0), worth)
        for each, slips in self._slipped(word):
            found[each] = max(found.get(each, 0.0), 1 - _SLIP_COSTS * slips / len(word))
        return found

    def parts(self, word: str) -> tuple[str, str] | None:
        """Return the two known words that a word is, run together; None if it is no such."""
        if len(word) <= _LONGEST:
            for place in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
                parts = word[:place], word[place:]
                if max(map(len, parts)) >= _LONGER_PART and self._known.issuperset(parts):
                    return parts
        return None

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
            for shortened in _shortened(word, slips=_forgiven(word, missing=True))
            for each in self._without.get(shortened, ())
        }
        for each in candidates:
            slips = distance(word, each)
            if slips <= min(_forgiven(word, missing=len(each) > len(word)), _forgiven(each)):
                yield each, slips


def sound(word: str) -> str:
    """Return how a Spanish ear writes a word: "hinchao" and "inchado" come out the same."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


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


def _forgiven(word: str, *, missing: bool = False) -> int:
    """Return how many slips a word may hold; beyond any real word's length, none.

    A short one may be `missing` a letter: "lft".
    """
    if len(word) > _LONGEST:
        return 0
    return (len(word) + missing >= _ONE_SLIP) + (len(word) >= _TWO_SLIPS)


def _shortened(word: str, *, slips: int) -> set[str]:
    """Return the word and all it can become by leaving out up to that many letters."""
    forms = {word}
    for _slip in range(slips):
        forms |= {form[:place] + form[place + 1 :] for form in forms for place in range(len(form))}
    return forms
