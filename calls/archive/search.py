"""Find sealed files: newest first, page by page in the order of their leaves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Collate, Reverse
from django.utils import timezone

from calls.archive import box
from calls.archive.models import SealedFile, SearchNumber

PAGE = 25
PERIODS: Mapping[str, timedelta] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
COLUMNS = ("severity", "disposition", "province", "municipality", "protocol", "exercise")
"""The facets that are columns of a file."""
NOTHING = "none"
"""How a query names a column that holds nothing: not judged, no place, no protocol."""
FEWEST_LETTERS_OF_A_BEGINNING = 3
# In the C collation the character behind the nine: what begins so ends below it.
_BEHIND_DIGITS = ":"
LISTED = (
    "id",
    "case_id",
    "reference",
    "leaf_index",
    "closed_at",
    "sealed_at",
    "severity",
    "protocol",
    "disposition",
    "municipality",
    "exercise",
)
PERSONAL = ("entry__place", "entry__complaint", "entry__number")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which files: what the box asks for, facet → value, closed between two days, both included.

    `before` and `after` are leaves: the page of files older, or newer, than it.
    """

    asked: box.Asked | None = None
    facets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    period: str = ""
    closed_from: date | None = None
    closed_to: date | None = None
    agency: str = ""
    before: int | None = None
    after: int | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    """Files, newest first, and the leaves by which the pages beside it are asked for."""

    files: list[dict[str, Any]]
    older: int | None
    newer: int | None


def matching(
    files: QuerySet[SealedFile], wanted: Wanted, *, at: datetime, disclosed: bool
) -> QuerySet[SealedFile]:
    """Select those of some files that are wanted, in no order.

    Unless `disclosed`, last digits are those of an incident alone.
    """
    if wanted.asked is not None:
        files = _asked(files, wanted.asked, disclosed=disclosed)
    for name, value in wanted.facets.items():
        files = files.filter(**{name: _value(name, value)})
    if wanted.agency:
        files = files.filter(entry__agencies__contains=[wanted.agency])
    if wanted.period:
        files = files.filter(closed_at__gt=at - PERIODS[wanted.period])
    if wanted.closed_from:
        files = files.filter(closed_at__gte=_midnight(wanted.closed_from))
    if wanted.closed_to:
        files = files.filter(closed_at__lt=_midnight(wanted.closed_to + timedelta(days=1)))
    return files


def newest_first(files: QuerySet[SealedFile], wanted: Wanted) -> QuerySet[SealedFile]:
    """Order by leaves, by the table that the words are looked for in where there are any."""
    return files.order_by(F(_leaf(wanted)).desc())


def page(files: QuerySet[SealedFile], wanted: Wanted, *, disclosed: bool, size: int = PAGE) -> Page:
    """Give one page of what matches; a file sealed meanwhile moves none to another page."""
    columns = (*LISTED, *PERSONAL) if disclosed else LISTED
    leaf = _leaf(wanted)
    backwards = wanted.after is not None
    if wanted.after is not None:
        rows = files.filter(**{f"{leaf}__gt": wanted.after}).order_by(F(leaf).asc())
    else:
        rows = newest_first(files, wanted)
        if wanted.before is not None:
            rows = rows.filter(**{f"{leaf}__lt": wanted.before})
    found = list(rows.values(*columns)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page(files=[], older=None, newer=None)
    # Behind the page one came from there is always what one came from.
    has_older = more if not backwards else True
    has_newer = more if backwards else wanted.before is not None
    return Page(
        files=found,
        older=found[-1]["leaf_index"] if has_older else None,
        newer=found[0]["leaf_index"] if has_newer else None,
    )


def _hold(words: str) -> Func:
    """Give whether an entry's words match a query, as it is: no parser cuts its lexemes up."""
    return Func(
        F("entry__words"),
        Value(words),
        template="(%(expressions)s::tsquery)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )


def _asked(
    files: QuerySet[SealedFile], asked: box.Asked, *, disclosed: bool
) -> QuerySet[SealedFile]:
    if asked.reference:
        return files.filter(reference=asked.reference)
    if asked.telephone:
        told = SearchNumber.objects.filter(number=asked.telephone)
        return files.filter(leaf_index__in=told.values("leaf_index"))
    if asked.digits:
        tail = asked.digits[::-1]
        if not disclosed:
            return files.filter(leaf_index__in=_ending(tail).values("leaf_index"))
        told = SearchNumber.objects.filter(**_begins("tail", tail))
        return files.filter(
            leaf_index__in=told.values("leaf_index").union(_ending(tail).values("leaf_index"))
        )
    words = [
        f"'{word}':*"
        if len(word) >= FEWEST_LETTERS_OF_A_BEGINNING and word.isalpha()
        else f"'{word}'"
        for word in asked.words
    ]
    return files.filter(_hold(" & ".join(words)))


def _ending(tail: str) -> QuerySet[SealedFile]:
    """Select the files whose incident's number ends so, given backwards."""
    backwards = Collate(Reverse("reference"), "C")
    return SealedFile.objects.alias(backwards=backwards).filter(**_begins("backwards", tail))


def _begins(name: str, text: str) -> dict[str, str]:
    # A range, and not LIKE: a plan made for any value uses the index too.
    return {f"{name}__gte": text, f"{name}__lt": f"{text}{_BEHIND_DIGITS}"}


def _leaf(wanted: Wanted) -> str:
    looks_beside = wanted.agency or (wanted.asked is not None and wanted.asked.words)
    return "entry__leaf_index" if looks_beside else "leaf_index"


def _value(name: str, value: str) -> Any:
    if name == "exercise":
        return value == "yes"
    return "" if value == NOTHING else value


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
