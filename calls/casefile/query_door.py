"""One reader for every query string: strict, and what it refuses it names (never a 500)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from calls.casefile import json_door, refusals

Reader = Callable[[str], Any]
"""Give a parameter's value; raise ValueError with what would be right."""

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_NUMBER = re.compile(r"[0-9]{1,18}")


def read(query: QueryDict, **readers: Reader) -> dict[str, Any]:
    """Give the parameters that were given, each as its reader gives it.

    Raises Invalid for a parameter without a reader, one given twice, or a value its reader
    does not take; all of them are named at once.
    """
    faults: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, given in query.lists():
        if name not in readers:
            known = ", ".join(readers) or _("none")
            faults[json_door.shown(name)] = [
                _("There is no such parameter; there are: {known}.").format(known=known)
            ]
        elif len(given) != 1:
            faults[name] = [_("Give this once.")]
        else:
            try:
                values[name] = readers[name](given[0])
            except ValueError as error:
                faults[name] = [str(error)]
    if faults:
        raise refusals.Invalid(_("Some parameters cannot be taken as they are."), fields=faults)
    return values


def whole_number(lowest: int, highest: int) -> Reader:
    """Make a reader of whole numbers between two, both included."""

    def read_number(text: str) -> int:
        if _NUMBER.fullmatch(text) and lowest <= int(text) <= highest:
            return int(text)
        raise ValueError(
            _("A whole number from {lowest} to {highest} is needed.").format(
                lowest=lowest, highest=highest
            )
        )

    return read_number


def moment(text: str) -> datetime:
    """Read a time with its offset (RFC 3339)."""
    right = _("A time with its offset is needed, such as 2026-11-21T22:00:00Z (write + as %2B).")
    if not _MOMENT.fullmatch(text):
        raise ValueError(right)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(right) from None


def one_of(*values: str) -> Reader:
    """Make a reader of a closed list."""

    def read_one(text: str) -> str:
        if text in values:
            return text
        raise ValueError(_("One of these is needed: {values}.").format(values=", ".join(values)))

    return read_one


def matching(pattern: re.Pattern[str], right: str | Promise) -> Reader:
    """Make a reader of what a pattern takes whole; `right` says what that is."""

    def read_match(text: str) -> str:
        if pattern.fullmatch(text):
            return text
        raise ValueError(str(right))

    return read_match
