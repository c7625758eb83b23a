"""The log of administration as people read it: what was, and what is."""

from __future__ import annotations

import dataclasses
import functools
import json
import operator
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cae.administration import kept, wording
from calls.casefile import disclosures, events
from calls.casefile.models import Disclosure, Event
from calls.people.models import User
from calls.protocols.events import BookEnforced

AT_ONCE = 50
OF_ONE_THING = 20
ABOUT = ("person", "token", "desk", "centre", "body", "agency", "book")
"""What an event can be about, by the field that names it; the first it has is what it is about."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Detail:
    """One field of a change; `before` is empty where a thing is told for the first time."""

    label: str
    before: str
    after: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One change: when, by whom, of what, and what of it."""

    id: int
    at: datetime
    title: str
    actor: str
    about_kind: str
    about: str
    about_id: str
    details: Sequence[Detail]


def changes(*, of: UUID | None = None, before: int | None = None, at_most: int) -> list[Row]:
    """Give the newest changes, of one thing where it is named, those before an entry's number."""
    told = Q(kind__startswith=f"{kept.KIND}.") | Q(kind=BookEnforced.kind)
    rows = Event.objects.filter(told).order_by("-id")
    if of is not None:
        rows = rows.filter(stream_id=of)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _read(rows[:at_most])


def _read(found: QuerySet[Event]) -> list[Row]:
    rows = list(found)
    beside = _beside(rows)
    told = []
    for row in rows:
        body = json.loads(row.body)
        personal = disclosures.reveal(body.get("_sd", ()), beside.get((row.stream_id, row.seq), ()))
        told.append(body["data"] | personal)
    known = wording.names(told)
    actors = dict(
        User.objects.filter(id__in={row.actor_id for row in rows if row.actor_id}).values_list(
            "id", "display_name"
        )
    )
    return [
        _row(row, data, known, actors.get(row.actor_id) if row.actor_id else None)
        for row, data in zip(rows, told, strict=True)
    ]


def _beside(rows: Sequence[Event]) -> dict[tuple[UUID, int], list[str]]:
    """Give what lies beside these entries and no others."""
    if not rows:
        return {}
    wanted = functools.reduce(
        operator.or_, (Q(stream_id=row.stream_id, seq=row.seq) for row in rows)
    )
    found: dict[tuple[UUID, int], list[str]] = {}
    for stream, seq, encoded in Disclosure.objects.filter(wanted).values_list(
        "stream_id", "seq", "encoded"
    ):
        found.setdefault((stream, seq), []).append(encoded)
    return found


def _row(row: Event, data: dict[str, Any], known: dict[str, str], actor: str | None) -> Row:
    kind = events.all_kinds()[row.kind]
    about = next((name for name in ABOUT if name in data), "")
    return Row(
        id=row.id,
        at=row.at,
        title=str(kind.title),
        actor=actor or row.position or row.actor_kind,
        about_kind=about,
        about=wording.value(about, data.get(about), known),
        about_id=str(data.get(about, "")),
        details=list(_details(data, about, known)),
    )


def _details(data: dict[str, Any], about: str, known: dict[str, str]) -> Iterable[Detail]:
    told = {wording.base(name) for name in data} - {about}
    for name in wording.FIELDS:
        if name not in told or data.get(name) == []:
            continue
        if name in data:
            before, after = "", data[name]
        else:
            before = wording.value(name, data.get(f"before_{name}"), known)
            after = data.get(f"after_{name}")
        yield Detail(
            label=str(wording.FIELDS[name]),
            before=before,
            after=wording.value(name, after, known),
        )
