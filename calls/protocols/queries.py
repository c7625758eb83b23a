"""What the store of editions holds: the books that were in force, and the files of editions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from calls.protocols.models import BookEntry, Edition, EditionFile, EnforcedBook


class Mark(NamedTuple):
    """Name a book that was put in force: its row, and the digest of what it holds."""

    id: int
    digest: str


def newest() -> Mark | None:
    """Return the mark of the book in force, or None while nothing was ever stored."""
    row = EnforcedBook.objects.order_by("-id").values_list("id", "digest").first()
    return Mark(*row) if row else None


def editions_of(book: int) -> dict[str, str]:
    """Return code → digest of what a book holds."""
    rows = BookEntry.objects.filter(book=book).order_by("edition__code")
    return dict(rows.values_list("edition__code", "edition_id"))


def files_of(digests: Collection[str]) -> dict[str, dict[str, bytes]]:
    """Return digest → name → bytes of editions; what the store does not hold is left out."""
    found: dict[str, dict[str, bytes]] = {}
    rows = EditionFile.objects.filter(edition__in=digests).order_by("edition", "name")
    for digest, name, content in rows.values_list("edition_id", "name", "content"):
        found.setdefault(digest, {})[name] = bytes(content)
    return found


def code_of(digest: str) -> str | None:
    """Return the code of a stored edition, or None."""
    return Edition.objects.filter(digest=digest).values_list("code", flat=True).first()


def versions(codes: Iterable[str]) -> dict[str, dict[int, str]]:
    """Return code → version → digest of every edition stored of these protocols."""
    found: dict[str, dict[int, str]] = {}
    rows = Edition.objects.filter(code__in=list(codes)).order_by("code", "version")
    for code, version, digest in rows.values_list("code", "version", "digest"):
        found.setdefault(code, {})[version] = digest
    return found


def history() -> QuerySet[EnforcedBook]:
    """Return every book that was put in force, the newest first."""
    return EnforcedBook.objects.select_related("put_by", "again").order_by("-id")
