"""Find access records: narrowed, newest first, a page at a time by their ids."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.archive.models import SealedFile
from calls.audit.forms import Wanted
from calls.casefile.models import Case
from calls.directory import folding
from calls.people.actor import Actor
from calls.people.models import User
from calls.people.trace_models import AccessRecord

AUDITOR = "auditor"
PAGE = 100
BATCH = 1_000
EXCEPTIONAL = Q(action="case.break_glass") | (Q(action="case.read") & ~Q(reason=""))
"""Another's case, read for a stated reason."""
REFUSED = Q(action__endswith=".refused") | Q(action__endswith="_refused")
"""Somebody who was not let in."""
MARKS = {
    "covert": Q(covert=True),
    "late": Q(late=True),
    "exceptional": EXCEPTIONAL,
    "refused": REFUSED,
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    """Records, newest first, and the cursors of the pages beside; None where there is none."""

    records: list[AccessRecord]
    older: UUID | None
    newer: UUID | None


def matching(wanted: Wanted) -> QuerySet[AccessRecord]:
    """Give the records that are asked for, whoever they are of."""
    rows = AccessRecord.objects.all()
    for name in ("role", "action", "source"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.person:
        rows = rows.filter(actor_id__in=people_called(wanted.person))
    if wanted.subject:
        rows = rows.filter(subject_id__in=_subjects(wanted.subject))
    if wanted.word:
        rows = rows.filter(reason__icontains=wanted.word)
    if wanted.mark:
        rows = rows.filter(MARKS[wanted.mark])
    if wanted.day_from:
        rows = rows.filter(at__gte=_midnight(wanted.day_from))
    if wanted.day_to:
        rows = rows.filter(at__lt=_midnight(wanted.day_to + timedelta(days=1)))
    return rows


def own(actor: Actor, wanted: Wanted) -> QuerySet[AccessRecord]:
    """Give the records of one's own reading, and of nobody else's."""
    if actor.id is None:
        return AccessRecord.objects.none()
    return matching(wanted).filter(actor_id=actor.id)


def page(rows: QuerySet[AccessRecord], wanted: Wanted, *, size: int = PAGE) -> Page:
    """Give a page of the records; what is written meanwhile moves none of them."""
    if wanted.newer:
        found = list(rows.filter(id__gt=wanted.newer).order_by("id")[: size + 1])
        more_newer, found = len(found) > size, found[:size][::-1]
        has_older = bool(found)
    else:
        older = rows.filter(id__lt=wanted.older) if wanted.older else rows
        found = list(older.order_by("-id")[: size + 1])
        has_older, found = len(found) > size, found[:size]
        more_newer = bool(wanted.older)
    return Page(
        records=found,
        older=found[-1].id if found and has_older else None,
        newer=found[0].id if found and more_newer else None,
    )


def batches(rows: QuerySet[AccessRecord]) -> Iterator[list[AccessRecord]]:
    """Yield all records there are now, oldest first, some at a time and each once."""
    last = rows.order_by("-id").values_list("id", flat=True).first()
    after: UUID | None = None
    while last is not None:
        some = rows.filter(id__lte=last).order_by("id")
        found = list((some.filter(id__gt=after) if after else some)[:BATCH])
        if not found:
            return
        yield found
        after = found[-1].id


def people_called(text: str) -> list[UUID]:
    """Give the ids of the people whose name or sign-in holds these words."""
    words = folding.fold(text).split()
    rows = User.objects.using(AUDITOR).values_list("id", "display_name", "username")
    return [
        user_id
        for user_id, name, username in rows
        if all(word in f"{folding.fold(name)} {folding.fold(username)}" for word in words)
    ]


def _subjects(subject: str | UUID) -> list[UUID]:
    """Give what a reference stands for: a case, whose file has its id, read or not."""
    if isinstance(subject, UUID):
        return [subject]
    cases = Case.objects.using(AUDITOR).filter(reference=subject).values_list("id", flat=True)
    files = SealedFile.objects.using(AUDITOR).filter(reference=subject)
    return [*cases, *files.values_list("case_id", flat=True)]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
