"""Figures over the access log: reads by day, by role, by action, by person, and what stands out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from calls.audit import search
from calls.people.trace_models import AccessRecord

DAYS = 30
MOST = 12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bar:
    """One value with how many records have it, and how long its bar is (0–20)."""

    value: Any
    count: int
    length: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figures:
    """What the records of some days add up to; `since` is the first of those days."""

    since: date
    until: date
    total: int
    covert: int
    exceptional: int
    refused: int
    late: int
    days: list[Bar]
    roles: list[Bar]
    actions: list[Bar]
    people: list[Bar]


def of(
    rows: QuerySet[AccessRecord], *, since: date | None, until: date | None, now: datetime
) -> Figures:
    """Count records over some days, the last thirty where none are named."""
    last = until or timezone.localdate(now)
    first = max(since or date.min, last - timedelta(days=DAYS - 1))
    begin = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    rows = rows.filter(at__gte=begin, at__lt=end).order_by()
    told = rows.aggregate(
        total=Count("id"), **{name: Count("id", filter=mark) for name, mark in search.MARKS.items()}
    )
    by_day: dict[Any, int] = dict(
        rows.annotate(day=TruncDate("at")).values_list("day").annotate(count=Count("id"))
    )
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return Figures(
        since=first,
        until=last,
        **told,
        days=_bars([(day, by_day.get(day, 0)) for day in days]),
        roles=_most(rows, "role"),
        actions=_most(rows, "action"),
        people=_most(rows.filter(~Q(actor_id=None)), "actor_id"),
    )


def _most(rows: QuerySet[AccessRecord], name: str) -> list[Bar]:
    found = rows.values_list(name).annotate(count=Count("id")).order_by("-count", name)[:MOST]
    return _bars(list(found))


def _bars(found: Sequence[tuple[Any, int]]) -> list[Bar]:
    most = max((count for _value, count in found), default=0)
    return [
        Bar(value=value, count=count, length=-(-20 * count // most) if most else 0)
        for value, count in found
    ]
