"""Put a book in force: the shipped one at start, an imported one, an earlier one again."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals
from calls.casefile.events import Code
from calls.casefile.models import Stream
from calls.casefile.sheet import Aside
from calls.people.actor import SYSTEM
from calls.protocols import binding, changes, contents, events, packing, queries, reader
from calls.protocols.faults import BookError, Fault
from calls.protocols.models import (
    BookEntry,
    Edition,
    EditionFile,
    EnforcedBook,
    Origin,
    Proposal,
)

BOOK = UUID("0193d1a0-0000-7000-8000-0000000b0013")
"""The id of the book's own log."""
KIND = "protocols"
PROPOSALS_STAY = timedelta(days=1)
RELEASE = "release"
# Any number that nobody else locks.
LOCK = 2_112_013
_log = logging.getLogger(__name__)


class _TheBook:
    """The book as `Aside.record` wants a thing: its version is its log's."""

    id = BOOK

    def __init__(self, *, version: int) -> None:
        self.version = version

    def save(self, *, update_fields: list[str]) -> None:
        """Write nothing: a book that was put in force is never changed."""


@door.aside("protocols.propose")
def propose(beside: Aside, *, content: bytes, source: str, whole: bool) -> door.Answer:
    """Keep a ZIP of files that passed every check until somebody puts them in force.

    What they would change is worked out anew whenever it is asked.
    """
    Proposal.objects.filter(made_at__lt=beside.recorded_at - PROPOSALS_STAY).delete()
    made = Proposal(
        made_at=beside.recorded_at,
        made_by_id=beside.actor.id if beside.actor.kind == "person" else None,
        source=source,
        whole=whole,
        content=content,
    )
    made.save(force_insert=True)
    return {"proposal": str(made.id)}


@door.aside("protocols.put_in_force")
def put_in_force(
    beside: Aside, *, proposal: UUID, base: int, back: bool, reason: str
) -> door.Answer:
    """Put what was proposed in force, over the book it was looked at beside; raise BookError.

    `base` is that book's number (0 for none): where another came meanwhile, this is refused.
    """
    present, book = _present(beside, base)
    row = Proposal.objects.filter(id=proposal).first()
    if row is None:
        raise refusals.NotFound(_("This proposal is no more; send the files again."))
    found = changes.plan(
        packing.unpack(bytes(row.content), name=row.source), over=book, whole=row.whole, back=back
    )
    if not found.changes:
        raise refusals.Invalid(_("This is the book in force already."))
    answer = _enforce(
        beside, found, before=present, origin=Origin.IMPORTED, source=row.source, reason=reason
    )
    row.delete()
    return answer


@door.aside("protocols.go_back")
def go_back(beside: Aside, *, book: int, base: int, reason: str) -> door.Answer:
    """Put a book in force again that once was; it was proven then."""
    present, there = _present(beside, base)
    row = EnforcedBook.objects.filter(id=book).first()
    if row is None:
        raise refusals.NotFound(_("There is no such book."))
    if row.digest == present.digest:
        raise refusals.Invalid(_("This is the book in force already."))
    again = reader.stored(queries.Mark(row.id, row.digest))
    found = changes.Plan(book=again, files={}, changes=changes.between(there, again))
    return _enforce(
        beside,
        found,
        before=present,
        origin=Origin.AGAIN,
        source=row.source,
        reason=reason,
        again=row,
    )


@door.aside("protocols.shelve_shipped")
def shelve_shipped(beside: Aside) -> door.Answer:
    """Put the library in force that this release ships, unless somebody chose another book.

    Raise BookError where it is broken, or gives a version that is stored another content.
    """
    _take_turn()
    mark = queries.newest()
    present = EnforcedBook.objects.get(id=mark.id) if mark else None
    if present is not None and present.origin != Origin.SHIPPED:
        reader.load(reader.LIBRARY)
        return {"book": present.id}
    return _shelve(beside, present)


def shelve_at_start(*, now: datetime) -> tuple[str, ...]:
    """Put in force what this release ships; return the faults that keep it off the shelf.

    The last good book then stays in force. Raise BookError where there is none.
    """
    refused: BookError | None = None
    try:
        shelve_shipped(door.Passage(actor=SYSTEM, at=now))
    except BookError as error:
        if queries.newest() is None:
            raise
        refused = error
    if refused is None:
        return ()
    faults = tuple(str(fault) for fault in refused.faults)
    _log.error("the shipped library is refused, the book in force stays: %s", faults)
    return faults


@functools.lru_cache(maxsize=8)
def release_faults(book: int | None) -> tuple[Fault, ...]:
    """Return what keeps the shipped library off the shelf, beside the book of that number.

    Worked out once in a process: what is shipped does not change while it runs.
    """
    row = EnforcedBook.objects.filter(id=book or 0).first()
    try:
        if row is None or row.origin != Origin.SHIPPED:
            reader.load(reader.LIBRARY)
        else:
            over = reader.stored(queries.Mark(row.id, row.digest))
            changes.plan(binding.library(reader.LIBRARY), over=over, whole=True, back=True)
    except BookError as error:
        return error.faults
    return ()


def _present(beside: Aside, base: int) -> tuple[EnforcedBook, contents.Book]:
    """Return the row and the book in force, locked; refuse where `base` is another."""
    _take_turn()
    mark = queries.newest()
    if base != (mark.id if mark else 0):
        raise refusals.Refusal(
            _("Another book came into force meanwhile; look at what would change now."),
            code="conflict",
            status=409,
        )
    if mark is None:
        _shelve(beside, None)
        mark = queries.Mark(*EnforcedBook.objects.values_list("id", "digest").get())
    return EnforcedBook.objects.get(id=mark.id), reader.stored(mark)


def _shelve(beside: Aside, present: EnforcedBook | None) -> door.Answer:
    over = reader.stored(queries.Mark(present.id, present.digest)) if present else None
    library = binding.library(reader.LIBRARY)
    found = changes.plan(library, over=over, whole=True, back=True)
    if present is not None and not found.changes:
        return {"book": present.id}
    return _enforce(beside, found, before=present, origin=Origin.SHIPPED, source=RELEASE)


def _take_turn() -> None:
    """Let one at a time put a book in force; whoever proves one may take a while."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', '20s', true),"
            " set_config('lock_timeout', '20s', true)"
        )
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not Stream.objects.filter(id=BOOK).exists():
        log.begin(stream_id=BOOK, kind=KIND)


def _enforce(
    beside: Aside,
    found: changes.Plan,
    *,
    before: EnforcedBook | None,
    origin: Origin,
    source: str,
    reason: str = "",
    again: EnforcedBook | None = None,
) -> door.Answer:
    _store(found, at=beside.recorded_at)
    row = EnforcedBook(
        digest=found.digest,
        origin=origin,
        source=source,
        reason=reason,
        put_at=beside.recorded_at,
        put_by_id=beside.actor.id if beside.actor.kind == "person" else None,
        again=again,
    )
    row.save(force_insert=True)
    BookEntry.objects.bulk_create(
        BookEntry(book=row, edition_id=each.digest) for each in found.book.protocols.values()
    )
    beside.record(
        _TheBook(version=0),
        events.BookEnforced(
            book=Code(row.digest),
            origin=origin,
            before_book=Code(before.digest) if before else None,
            source=source,
            reason=reason,
            **_told(found.changes),
        ),
    )
    transaction.on_commit(reader.refresh)
    return {"book": row.id, "digest": row.digest}


def _told(found: tuple[changes.Change, ...]) -> Mapping[str, Any]:
    """Name what was added, replaced and removed, as the log takes it."""
    return {
        "added": tuple(Code(each.code) for each in found if each.before is None),
        "replaced": tuple(Code(each.code) for each in found if each.before and each.after),
        "removed": tuple(Code(each.code) for each in found if each.after is None),
    }


def _store(found: changes.Plan, *, at: datetime) -> None:
    """Store every edition of a book that the store does not hold yet, byte for byte."""
    wanted = {each.digest: each for each in found.book.protocols.values()}
    held = set(Edition.objects.filter(digest__in=wanted).values_list("digest", flat=True))
    new = [each for digest, each in wanted.items() if digest not in held]
    Edition.objects.bulk_create(
        Edition(digest=each.digest, code=each.code, version=each.version, stored_at=at)
        for each in new
    )
    EditionFile.objects.bulk_create(
        EditionFile(edition_id=each.digest, name=name, content=content)
        for each in new
        for name, content in found.files[each.digest].items()
    )
