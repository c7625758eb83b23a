"""Sealed files as one official body may read them: the database itself shows it no others."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Q

from calls.archive.models import SealedDisclosure, SealedFile

OFFICIAL = "official"
INE_DIGITS = 5
PROVINCE_DIGITS = 2
SUMMARY = (
    "reference",
    "leaf_index",
    "closed_at",
    "sealed_at",
    "severity",
    "protocol",
    "disposition",
    "municipality",
    "exercise",
    "sha256",
    "signature",
    "key_id",
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which files a body asks for: closed from, and before, a time; of a place or all in it."""

    after: int = -1
    limit: int = 50
    closed_from: datetime | None = None
    closed_to: datetime | None = None
    severity: str = ""
    type: str = ""
    municipality: str = ""


@dataclasses.dataclass(frozen=True)
class Page:
    """Files in the order of their leaves, and whether there are more behind them."""

    files: list[dict[str, Any]]
    more: bool


@dataclasses.dataclass(frozen=True)
class Whole:
    """One file: its summary, its document's text as it was signed, what is kept beside it."""

    case_id: UUID
    summary: dict[str, Any]
    document: str
    disclosures: list[str]


def page(*, body_id: UUID, wanted: Wanted) -> Page:
    """Give the files after a leaf that a body's mandate covers."""
    limits = {
        "leaf_index__gt": wanted.after,
        "closed_at__gte": wanted.closed_from,
        "closed_at__lt": wanted.closed_to,
        "severity": wanted.severity,
        "protocol": wanted.type,
    }
    given = {name: value for name, value in limits.items() if value not in (None, "")}
    with _mandate_of(body_id) as places:
        files = SealedFile.objects.using(OFFICIAL).filter(**given)
        if wanted.municipality:
            files = files.filter(_within(wanted.municipality))
        elif len(places) == 1 and places[0]:
            # The database would refuse the others anyway; so it need not walk past them.
            files = files.filter(_within(places[0]))
        found = list(files.order_by("leaf_index").values(*SUMMARY)[: wanted.limit + 1])
    return Page(found[: wanted.limit], more=len(found) > wanted.limit)


def _within(prefix: str) -> Q:
    """Select municipalities by the beginning of their code, in terms that an index serves.

    Comparisons are leakproof where LIKE is not: only they pass below row-level security.
    """
    if len(prefix) == INE_DIGITS:
        return Q(municipality=prefix)
    if len(prefix) == PROVINCE_DIGITS:
        return Q(province=prefix)
    return Q(municipality__gte=prefix, municipality__lte=prefix.ljust(INE_DIGITS, "9"))


def whole(*, body_id: UUID, reference: str) -> Whole | None:
    """Give one file that a body's mandate covers, or None."""
    with _mandate_of(body_id):
        found = (
            SealedFile.objects.using(OFFICIAL)
            .filter(reference=reference)
            .values("id", "case_id", "document", *SUMMARY)
            .first()
        )
        if found is None:
            return None
        beside = list(
            SealedDisclosure.objects.using(OFFICIAL)
            .filter(file_id=found["id"])
            .order_by("id")
            .values_list("encoded", flat=True)
        )
    summary = {name: found[name] for name in SUMMARY}
    return Whole(found["case_id"], summary, found["document"], beside)


@contextlib.contextmanager
def _mandate_of(body_id: UUID) -> Iterator[list[str]]:
    """Let the transaction, and nothing after it, see what a body's mandates cover.

    Gives the beginnings of the INE codes that they cover.
    """
    with transaction.atomic(using=OFFICIAL):
        with connections[OFFICIAL].cursor() as cursor:
            cursor.execute("SELECT set_config('cae.body', %s, true)", [str(body_id)])
            cursor.execute("SELECT cae_mandate()")
            (patterns,) = cursor.fetchone()
        yield [pattern.removesuffix("%") for pattern in patterns]
