"""What a page of the access log is asked for, read strictly: each fault names its part."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from calls.casefile import query_door, refusals

REFERENCE = re.compile(r"[0-9]{4}-[0-9]{6,11}")
CODE = re.compile(r"[a-z_]{1,32}(?:\.[a-z_]{1,31})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
NAME_AT_MOST, WORD_AT_LEAST, WORD_AT_MOST = 80, 2, 80
MARKS = ("covert", "exceptional", "refused", "late")
FORMATS = ("csv", "jsonl")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which records are asked for; what is blank narrows nothing. `older`, `newer` are cursors.

    `subject` is a case's reference or the id of anything; `source` one address.
    """

    person: str = ""
    role: str = ""
    action: str = ""
    subject: str | UUID = ""
    source: str = ""
    word: str = ""
    mark: str = ""
    day_from: date | None = None
    day_to: date | None = None
    older: UUID | None = None
    newer: UUID | None = None

    @property
    def narrowed(self) -> bool:
        """Say whether anything is left out."""
        told = dataclasses.asdict(self)
        return any(value for name, value in told.items() if name not in {"older", "newer"})


def read(query: QueryDict) -> Wanted:
    """Give what an address asks for; raise Invalid, naming every parameter that is bad."""
    return _wanted(query_door.read(query, **{name: _blank(each) for name, each in PARTS.items()}))


def read_export(query: QueryDict) -> tuple[Wanted, str]:
    """Give what is to be exported, and as what: `csv` or `jsonl`."""
    parts = {name: _blank(each) for name, each in PARTS.items() if name not in CURSORS}
    told = query_door.read(query, format=query_door.one_of(*FORMATS), **parts)
    return _wanted(told), told.get("format", FORMATS[0])


def _wanted(told: Mapping[str, object]) -> Wanted:
    given = {RENAMED.get(name, name): value for name, value in told.items() if value}
    given.pop("format", None)
    wanted = Wanted(**given)  # type: ignore[arg-type]  # each as its reader gives it
    if wanted.older and wanted.newer:
        raise _invalid("newer", _("Give older or newer, not both."))
    if wanted.day_from and wanted.day_to and wanted.day_from > wanted.day_to:
        raise _invalid("to", _("A day that is not before the first is needed."))
    return wanted


def _invalid(name: str, right: str | Promise) -> refusals.Invalid:
    message = str(_("Some parameters cannot be taken as they are."))
    return refusals.Invalid(message, fields={name: [str(right)]})


def _blank(reader: query_door.Reader) -> query_door.Reader:
    """Take an empty field of a form as one that was not sent."""
    return lambda text: reader(text.strip()) if text.strip() else None


def _subject(text: str) -> str | UUID:
    if REFERENCE.fullmatch(text):
        return text
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(_("An incident's number such as 2026-000123, or an id.")) from None


def _source(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError(_("An address such as 10.0.0.7 is needed.")) from None


def _word(text: str) -> str:
    if WORD_AT_LEAST <= len(text) <= WORD_AT_MOST:
        return text
    raise ValueError(
        _("From {fewest} to {most} letters are needed.").format(
            fewest=WORD_AT_LEAST, most=WORD_AT_MOST
        )
    )


def _code(text: str) -> str:
    if CODE.fullmatch(text):
        return text
    raise ValueError(_("A code of the list is needed."))


def _day(text: str) -> date:
    right = _("A day is needed, such as 2026-11-21.")
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else date.min
    except ValueError:
        raise ValueError(right) from None
    if FIRST_DAY <= found <= LAST_DAY:
        return found
    raise ValueError(right)


RENAMED = {"from": "day_from", "to": "day_to", "q": "word"}
CURSORS = ("older", "newer")
PARTS: Mapping[str, query_door.Reader] = {
    "person": query_door.words(NAME_AT_MOST),
    "role": _code,
    "action": _code,
    "subject": _subject,
    "source": _source,
    "q": _word,
    "mark": query_door.one_of(*MARKS),
    "from": _day,
    "to": _day,
    "older": query_door.identity,
    "newer": query_door.identity,
}
OWN_PARTS = {name: PARTS[name] for name in ("action", "subject", "from", "to", *CURSORS)}


def read_own(query: QueryDict) -> Wanted:
    """Give what somebody asks for of their own records."""
    return _wanted(
        query_door.read(query, **{name: _blank(each) for name, each in OWN_PARTS.items()})
    )
