"""Fold names so that they compare the way people say them."""

import unicodedata

# Letters that carry their mark inside the stroke: Unicode does not take them apart.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# "L'Hospitalet" is two words to the ear; the Catalan "cel·la" is one.
_JOINERS = frozenset("·\u2027\u0387")


def fold(text: str) -> str:
    """Fold a name to lower-case letters and digits, without marks, one space between words.

    "Araba/Álava" gives "araba alava", "Coruña, A" gives "coruna a". Folding twice changes
    nothing, and the result sorts as a reader expects under any collation of the database.
    """
    decomposed = _decompose(_decompose(text).translate(_STROKES))
    kept = (
        character if character.isalnum() else " "
        for character in decomposed
        if character not in _JOINERS and not unicodedata.category(character).startswith("M")
    )
    return " ".join("".join(kept).split())


def _decompose(text: str) -> str:
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
