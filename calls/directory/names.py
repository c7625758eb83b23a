"""The ways to begin a name: what somebody types before the rest is said."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from calls.directory import folding

# Words that may be left out in front ("Coruña" for "A Coruña"), in Spain's languages.
ARTICLES = frozenset(
    ["a", "as", "el", "els", "en", "es", "l", "la", "las", "les", "los", "na", "o", "os", "sa"]
)
# Words nobody begins a name with.
_LINKS = frozenset(["al", "d", "da", "das", "de", "del", "dels", "des", "do", "dos", "e", "i", "y"])
_LONGEST_ARTICLE = 3


class Key(NamedTuple):
    """A folded beginning of a name, and whether it is the name and not only its later words."""

    text: str
    whole: bool


def spellings(name: str) -> list[str]:
    """Return a name and the names that it is made of.

    "Donostia/San Sebastián" is two names besides itself; "Coruña, A" is also "A Coruña".
    """
    parts = [part.strip() for part in name.split("/")]
    turned = [turn(part) for part in parts]
    return list(dict.fromkeys([*turned, *parts, name]))


def turn(name: str) -> str:
    """Put the article of "Coruña, A" in front; other names stay as they are."""
    rest, comma, article = name.rpartition(", ")
    if not comma or len(article) > _LONGEST_ARTICLE:
        return name
    return f"{article}{rest}" if article.endswith("'") else f"{article} {rest}"


def keys(spelling: str, *, inner_words: bool) -> list[Key]:
    """Return the folded ways to begin one spelling, without repetition.

    With `inner_words` from each word on ("llobregat"), else only the name itself with and
    without its article.
    """
    found: dict[str, bool] = {}
    for text, whole in _beginnings(spelling):
        if whole or inner_words:
            found[text] = found.get(text, False) or whole
    return [Key(text, whole) for text, whole in found.items()]


def distinct(spelled: Iterable[str], *, besides: Iterable[str] = ()) -> list[str]:
    """Return the spellings that fold differently from each other and from `besides`."""
    seen = {folding.fold(other) for other in besides} | {""}
    found = []
    for spelling in spelled:
        folded = folding.fold(spelling)
        if folded not in seen:
            seen.add(folded)
            found.append(spelling)
    return found


def _beginnings(spelling: str) -> Iterator[tuple[str, bool]]:
    for reading in dict.fromkeys([spelling, spelling.replace("'", "").replace("’", "")]):
        words = folding.fold(reading).split()
        for index in range(len(words)):
            whole = index == 0 or (index == 1 and words[0] in ARTICLES)
            if whole or words[index] not in _LINKS:
                yield " ".join(words[index:]), whole
