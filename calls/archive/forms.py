"""What the address of a search says, read strictly: each fault names its parameter."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.archive import box, search
from calls.casefile import events, query_door, refusals
from calls.casefile.kinds import Disposition, Severity

REASON_AT_LEAST, REASON_AT_MOST = 5, 120
LAST_LEAF = 10**18 - 1
REFERENCE = re.compile(r"[0-9]{4}-[0-9]{6,11}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INE = re.compile(r"[0-9]{5}|none")
_PROVINCE = re.compile(r"[0-9]{2}|none")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked for; `is_blank` where the address says nothing."""

    wanted: search.Wanted
    is_blank: bool

    @property
    def has_days(self) -> bool:
        """Say whether it is bounded by days."""
        return bool(self.wanted.closed_from or self.wanted.closed_to)


def read(query: QueryDict) -> Search:
    """Give the search an address asks for; raise Invalid, naming every parameter that is bad."""
    told = query_door.read(
        query, **{name: _or_nothing(reader) for name, reader in _READERS.items()}
    )
    given = {name: value for name, value in told.items() if value not in (None, "")}
    if "before" in given and "after" in given:
        raise _invalid("after", _("Give before or after, not both."))
    if given.get("from", date.min) > given.get("to", date.max):
        raise _invalid("to", _("A day that is not before the first is needed."))
    wanted = search.Wanted(
        asked=given.get("q"),
        facets={name: given[name] for name in search.COLUMNS if name in given},
        period=given.get("period", ""),
        closed_from=given.get("from"),
        closed_to=given.get("to"),
        agency=given.get("agency", ""),
        before=given.get("before"),
        after=given.get("after"),
    )
    return Search(wanted=wanted, is_blank=not given)


def read_reason(sent: QueryDict) -> str:
    """Give the reason that is stated; raise Invalid for one that is none."""
    try:
        return _reason(sent.get("reason", ""))
    except ValueError as error:
        raise _invalid("reason", str(error)) from None


def read_onward(sent: QueryDict) -> tuple[str, QueryDict]:
    """Give where a reason leads: the file it was stated for, if any, and the search as it was.

    Raises Invalid for what names no file; the search is read where it leads.
    """
    file = sent.get("file", "")
    if file and not REFERENCE.fullmatch(file):
        raise _invalid("file", _("An incident's number such as 2026-000123."))
    onward = QueryDict(mutable=True)
    for name in NARROWING:
        if typed := str(sent.get(name, "")).strip():
            onward[name] = typed
    return file, onward


def _invalid(name: str, right: str | Promise) -> refusals.Invalid:
    message = str(_("Some parameters cannot be taken as they are."))
    return refusals.Invalid(message, fields={name: [str(right)]})


def _or_nothing(reader: query_door.Reader) -> query_door.Reader:
    """Take an empty field of a form as one that was not sent."""
    return lambda text: reader(text) if text.strip() else None


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if REASON_AT_LEAST <= len(told) <= REASON_AT_MOST:
        return told
    raise ValueError(
        _("A reason of {least} to {most} characters is needed.").format(
            least=REASON_AT_LEAST, most=REASON_AT_MOST
        )
    )


def _day(text: str) -> date:
    right = str(_("A day is needed, such as 2026-11-21."))
    if not _DAY.fullmatch(text):
        raise ValueError(right)
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError(right) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(right)
    return found


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)
_CODE = _("A code of the list is needed.")
_READERS: Mapping[str, query_door.Reader] = {
    "q": box.read,
    "period": query_door.one_of(*search.PERIODS),
    "severity": query_door.one_of(*Severity.values, search.NOTHING),
    "disposition": query_door.one_of(*Disposition.values),
    "province": query_door.matching(_PROVINCE, _("The two digits of a province are needed.")),
    "municipality": query_door.matching(_INE, _("The five digits of an INE code are needed.")),
    "protocol": query_door.matching(events.CODE, _CODE),
    "agency": query_door.matching(events.CODE, _CODE),
    "exercise": query_door.one_of("yes", "no"),
    "from": _day,
    "to": _day,
    "before": query_door.whole_number(0, LAST_LEAF),
    "after": query_door.whole_number(0, LAST_LEAF),
}

BOXES = ("q", "reason", "from", "to")
"""What a person types; the rest comes from links."""
NARROWING = tuple(_READERS)


def as_text(query: QueryDict) -> dict[str, Any]:
    """Give what was typed, for the form to show again; a parameter given twice once."""
    return {name: query.get(name, "") for name in _READERS}
