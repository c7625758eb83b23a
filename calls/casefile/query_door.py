"""One reader for every query string: strict, and what it refuses it names (never a 500)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_to_bytes
from uuid import UUID

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


def inspect(query: str) -> None:
    """Raise Invalid, naming them, for parameters that are not UTF-8 text or hold NUL.

    Django would read the first as a replacement character, and hand the second on.
    """
    faults: dict[str, list[str]] = {}
    for pair in query.encode("utf-8", "surrogateescape").replace(b"+", b" ").split(b"&"):
        name, _equals, value = pair.partition(b"=")
        for part in (name, value):
            raw = unquote_to_bytes(part)
            if b"\0" in raw or not _is_utf8(raw):
                place = json_door.shown(unquote_to_bytes(name).decode("utf-8", "replace"))
                faults[place or "query"] = [_("UTF-8 text without NUL is needed.")]
    if faults:
        raise refusals.Invalid(_("Some parameters cannot be taken as they are."), fields=faults)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


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


def identity(text: str) -> UUID:
    """Read a UUID."""
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(_("A UUID is needed.")) from None


def words(at_most: int) -> Reader:
    """Make a reader of what a person typed."""

    def read_words(text: str) -> str:
        if len(text) <= at_most:
            return text
        raise ValueError(_("At most {limit} characters are taken.").format(limit=at_most))

    return read_words


def matching(pattern: re.Pattern[str], right: str | Promise) -> Reader:
    """Make a reader of what a pattern takes whole; `right` says what that is."""

    def read_match(text: str) -> str:
        if pattern.fullmatch(text):
            return text
        raise ValueError(str(right))

    return read_match
