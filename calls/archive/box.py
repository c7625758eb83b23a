"""What somebody typed into the one box: a number, a telephone, or words."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from django.utils.translation import gettext as _

from calls.directory import folding
from calls.telephony import numbers

LONGEST = 80
FEWEST_DIGITS, MOST_DIGITS = 3, 15
"""E.164 has at most fifteen; fewer than three would find everything."""
LONGEST_TAIL = 8
"""More digits than these are a whole telephone, and no incident's last digits."""
FEWEST_LETTERS = 2
MOST_WORDS = 12
# "2026-000123", "Nº 2026/123"; NFKC has made an o of the º.
_REFERENCE = re.compile(
    r"(?:n[.o°]*\s*|#\s*)?((?:19|20)[0-9]{2})\s*[-/–—]\s*([0-9]{1,11})", re.IGNORECASE
)
_AS_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{6,11}")
_RUN_TOGETHER = re.compile(r"((?:19|20)[0-9]{2})([0-9]{6})")
_DIALLED = re.compile(r"[+(]{0,2}[0-9][0-9 ().\-/]*")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for: exactly one of these, but that short `digits` may be of both kinds.

    `reference` is whole, `telephone` E.164, `digits` the last ones of either, `words` folded.
    """

    reference: str = ""
    telephone: str = ""
    digits: str = ""
    words: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Say whether it looks for more than an incident's number."""
        return bool(self.telephone or self.words)


def read(text: str) -> Asked | None:
    """Understand what was typed; None where nothing was.

    Raises ValueError with what would be right for what finds nothing or everything.
    """
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    if not typed:
        return None
    if len(typed) > LONGEST:
        raise ValueError(_("At most {limit} characters are taken.").format(limit=LONGEST))
    reference = _REFERENCE.fullmatch(typed)
    if reference:
        year, number = reference.groups()
        return Asked(reference=f"{year}-{int(number):06d}")
    if _DIALLED.fullmatch(typed):
        return _dialled(typed)
    return Asked(words=_words(typed))


def is_reference(text: str) -> bool:
    """Say whether a text could be an incident's number as an address has it."""
    return bool(_AS_WRITTEN.fullmatch(text))


def _dialled(typed: str) -> Asked:
    digits = "".join(character for character in typed if character.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise ValueError(
            _("From {fewest} to {most} digits are needed.").format(
                fewest=FEWEST_DIGITS, most=MOST_DIGITS
            )
        )
    if len(digits) <= LONGEST_TAIL:
        return Asked(digits=digits)
    understood = numbers.read(typed).e164
    if understood:
        return Asked(telephone=understood)
    reference = _RUN_TOGETHER.fullmatch(digits)
    return Asked(reference="-".join(reference.groups())) if reference else Asked(digits=digits)


def _words(typed: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(folding.fold(typed).split()))
    if max(map(len, words), default=0) < FEWEST_LETTERS:
        raise ValueError(
            _("An incident's number, a telephone, or a word of at least two letters is needed.")
        )
    if len(words) > MOST_WORDS:
        raise ValueError(_("At most {limit} words are taken.").format(limit=MOST_WORDS))
    return words
