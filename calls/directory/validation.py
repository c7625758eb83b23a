"""What a type-ahead may be asked."""

import unicodedata

LONGEST = 80
MOST = 50
_LIMITS = frozenset(str(number) for number in range(1, MOST + 1))
_CODES = {"Cc": "control_character", "Cs": "surrogate"}


class InvalidQuery(ValueError):
    """A question that no name can answer; `code` says what is wrong with it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean_query(q: str) -> str:
    """Return what was typed without the spaces around it, or raise InvalidQuery.

    Codes: `nul`, `control_character`, `surrogate`, `too_long` (over 80 characters).
    """
    if "\0" in q:
        raise InvalidQuery("nul", "A name holds no NUL character.")
    for character in q:
        code = _CODES.get(unicodedata.category(character))
        if code:
            raise InvalidQuery(code, f"A name does not hold U+{ord(character):04X}.")
    if len(q) > LONGEST:
        raise InvalidQuery("too_long", f"A name has at most {LONGEST} characters.")
    return q.strip()


def clean_limit(limit: str | None, *, usual: int = 8) -> int:
    """Return how many results are wanted, 1 to 50, or raise InvalidQuery (`limit`)."""
    if limit is None or limit == "":
        return usual
    if limit not in _LIMITS:
        raise InvalidQuery("limit", f"The limit is a number from 1 to {MOST}.")
    return int(limit)
