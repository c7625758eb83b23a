"""How a source's own words for the end of a call stand among the dispositions."""

from __future__ import annotations

from collections.abc import Mapping

from calls.casefile.kinds import Disposition

WORDS: Mapping[str, Disposition] = {
    "code 2 transport": Disposition.TAKEN_TO_HOSPITAL,
    "code 3 transport": Disposition.TAKEN_TO_HOSPITAL,
    "patient declined transport": Disposition.REFUSED_HELP,
    "against medical advice": Disposition.REFUSED_HELP,
    "medical examiner": Disposition.DECEASED,
    "no merit": Disposition.NOTHING_FOUND,
    "unable to locate": Disposition.NOTHING_FOUND,
    "gone on arrival": Disposition.NOTHING_FOUND,
    "cancelled": Disposition.NOTHING_FOUND,
    "sfpd": Disposition.HANDED_OVER,
    "chp": Disposition.HANDED_OVER,
    "fire": Disposition.RESOLVED_ON_SCENE,
    "other": Disposition.RESOLVED_ON_SCENE,
    "multi-casualty incident": Disposition.TAKEN_TO_HOSPITAL,
}


def read(told: str, *, came: bool) -> Disposition:
    """Give the disposition; where the word is missing or unknown, by whether a unit came."""
    known = WORDS.get(" ".join(told.casefold().split()))
    if known is not None:
        return known
    return Disposition.RESOLVED_ON_SCENE if came else Disposition.HANDED_OVER
