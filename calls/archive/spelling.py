"""Words of the box that are one slip away from a municipality's name."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from django.db import connection

FEWEST_LETTERS = 4
SHOWN_AT_MOST = 3

# A slip is looked up as what was meant: among the words of some eight thousand names, never
# among addresses.
_KNOWN = """
SELECT word, count(*)
FROM directory_municipality, regexp_split_to_table(folded, ' ') AS word
WHERE word = ANY(%s)
GROUP BY word
ORDER BY count(*) DESC, word
"""


def better(words: Sequence[str]) -> list[str]:
    """Give the folded words as they may have been meant, likeliest first; none where right.

    One word is changed at a time: a letter missing, too many, another, or two in wrong order.
    """
    meant = {
        found: index
        for index, word in enumerate(words)
        if len(word) >= FEWEST_LETTERS and word.isalpha()
        for found in _slips(word)
    }
    if not meant:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[*meant, *words]])
        known = [word for (word, _count) in cursor.fetchall()]
    told = []
    for found in known:
        index = meant.get(found)
        if index is not None and words[index] not in known:
            told.append(" ".join([*words[:index], found, *words[index + 1 :]]))
    return told[:SHOWN_AT_MOST]


def _slips(word: str) -> Iterator[str]:
    """Yield every word of plain letters that is one slip away."""
    for index in range(len(word) + 1):
        head, tail = word[:index], word[index:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
