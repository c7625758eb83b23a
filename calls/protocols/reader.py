"""Hand out the book in force, the same in every process, and any edition a case is pinned to.

What was put in force last is in the store; where nothing was stored yet, or nobody can be
asked, it is the library shipped with this code. A process looks for another book at most once
a second, in a thread of its own: no caller's transaction is touched, and none waits for it.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from django.db import Error, connections
from psycopg_pool import PoolTimeout

from calls.protocols import binding, checker, contents, queries
from calls.protocols.faults import BookError, Fault, NotInBook

LIBRARY = Path(__file__).with_name("library")
HEALTH = "health"
LOOK_EVERY_S = 1.0
# After a look that failed, and for a process that nobody has asked for anything in a while.
LOOK_AGAIN_AFTER_S = 5.0
PATIENCE_S = 0.5
AWAY = (Error, PoolTimeout)
log = logging.getLogger(__name__)


class _Shelf:
    """Hold the book in force, and when the store was last looked at (monotonic seconds)."""

    def __init__(self) -> None:
        self.opening = threading.Lock()
        self.refreshing = threading.Lock()
        self.book: contents.Book | None = None
        self.editions: Mapping[str, contents.Protocol] = {}
        self.mark: queries.Mark | None = None
        self.due = self.heard = float("-inf")
        self.trouble: tuple[Fault, ...] = ()

    def put(self, found: contents.Book, mark: queries.Mark | None) -> contents.Book:
        """Put a book in force in this process."""
        self.editions = MappingProxyType({each.digest: each for each in found.protocols.values()})
        self.mark = mark
        self.book = found
        return found


_shelf = _Shelf()


def book() -> contents.Book:
    """Return the book in force; raise BookError where there is none, stored or shipped."""
    shelf = _shelf
    if shelf.book is None:
        return _opened(shelf)
    if time.monotonic() >= shelf.due:
        _look(shelf)
    return shelf.book


def edition(digest: str) -> contents.Protocol:
    """Return the protocol of that digest, the exact one a case was asked or read.

    Raise NotInBook, naming those of the book in force, for one that was never stored.
    """
    book()
    held = _shelf.editions
    return held[digest] if digest in held else _stored(digest)


def version(code: str, number: int) -> contents.Protocol:
    """Return any version of a protocol that was ever in force, else raise NotInBook."""
    present = book().protocols.get(code)
    if present is not None and present.version == number:
        return present
    known = queries.versions([code]).get(code, {})
    if number not in known:
        if not known and present is None:
            raise NotInBook("protocol", code, book().protocols)
        there = {*known, *([present.version] if present else [])}
        raise NotInBook("version", str(number), [str(each) for each in sorted(there)])
    return edition(known[number])


def beside(edition_of: contents.Protocol) -> contents.Book:
    """Return the book in force with this edition in its protocol's place, to be looked at."""
    present = book()
    own = {script.code: script for script in edition_of.scripts}
    return contents.Book(
        protocols=MappingProxyType(dict(present.protocols) | {edition_of.code: edition_of}),
        scripts=MappingProxyType(dict(present.scripts) | own),
    )


def refresh() -> None:
    """Look now whether another book was put in force; keep the last good one, raise nothing."""
    _refresh(_shelf)


def trouble() -> tuple[Fault, ...]:
    """Return why the newest book of the store is not the one in force here; () where it is."""
    return _shelf.trouble


def load(path: Path) -> contents.Book:
    """Read and prove the library at path; raise BookError with every fault found."""
    found = read(path)
    prove(found)
    return found


def read(path: Path) -> contents.Book:
    """Read the library at path without proving that it leads anywhere; raise BookError."""
    return binding.bind(binding.library(path))


def prove(found: contents.Book) -> None:
    """Raise BookError with every fault of a book."""
    faults = checker.faults(found)
    if faults:
        raise BookError(faults)


def stored(mark: queries.Mark) -> contents.Book:
    """Return a book of the store, proven when it was put in force; raise BookError."""
    editions = queries.editions_of(mark.id)
    if binding.digest_of_book(editions) != mark.digest:
        raise BookError([Fault(f"book {mark.id}", 1, "its editions are not what its digest says")])
    known = _shelf.editions
    files = queries.files_of([digest for digest in editions.values() if digest not in known])
    return binding.book(
        known.get(digest) or _bound(code, digest, files.get(digest, {}))
        for code, digest in editions.items()
    )


def may_be_health(codes: Iterable[str]) -> bool:
    """Say whether one of these is a health protocol; one that the book has not may be one."""
    known = book().protocols
    return any(code not in known or known[code].family == HEALTH for code in codes)


def _opened(shelf: _Shelf) -> contents.Book:
    """Take the first book: the store's where it answers, else the shipped one."""
    with shelf.opening:
        if shelf.book is None:
            shelf.due = time.monotonic() + LOOK_EVERY_S
            _asked(shelf).join()
        return shelf.book or shelf.put(load(LIBRARY), None)


def _look(shelf: _Shelf) -> None:
    """Let somebody look; wait a moment for them where nobody has looked for long."""
    now = time.monotonic()
    shelf.due = now + LOOK_EVERY_S
    if shelf.refreshing.locked():
        return
    looking = _asked(shelf)
    if now - shelf.heard > LOOK_AGAIN_AFTER_S and not _in_a_loop():
        looking.join(PATIENCE_S)


def _asked(shelf: _Shelf) -> threading.Thread:
    looking = threading.Thread(target=_refresh_apart, args=(shelf,), name="book", daemon=True)
    looking.start()
    return looking


def _refresh_apart(shelf: _Shelf) -> None:
    try:
        _refresh(shelf)
    finally:
        connections.close_all()


def _refresh(shelf: _Shelf) -> None:
    with shelf.refreshing:
        try:
            _take(shelf, queries.newest())
        except AWAY as error:
            log.info("the store of editions does not answer: %s", type(error).__name__)
            shelf.due = time.monotonic() + LOOK_AGAIN_AFTER_S
        except BookError as error:
            _tell(shelf, error.faults)
        except Exception:
            log.exception("looking for another book failed, the last one stays")
            shelf.due = time.monotonic() + LOOK_AGAIN_AFTER_S


def _tell(shelf: _Shelf, found: tuple[Fault, ...]) -> None:
    """Say once why the newest book is not taken."""
    if found != shelf.trouble:
        faults = "\n".join(str(fault) for fault in found)
        log.error("the newest book cannot be read, the last one stays:\n%s", faults)
    shelf.trouble = found


def _take(shelf: _Shelf, mark: queries.Mark | None) -> None:
    if shelf.book is None or mark != shelf.mark:
        found = stored(mark) if mark else load(LIBRARY)
        shelf.put(found, mark)
        if mark:
            log.info("book %d is in force here", mark.id)
    shelf.trouble = ()
    shelf.heard = time.monotonic()


@functools.lru_cache(maxsize=256)
def _stored(digest: str) -> contents.Protocol:
    code = queries.code_of(digest)
    if code is None:
        raise NotInBook("edition", digest, _shelf.editions)
    try:
        return _bound(code, digest, queries.files_of([digest])[digest])
    except (BookError, KeyError) as error:
        log.exception("the stored edition %s of %s cannot be read", digest, code)
        raise NotInBook("edition", digest, _shelf.editions) from error


def _bound(code: str, digest: str, files: binding.Files) -> contents.Protocol:
    """Read an edition of the store; raise BookError where it is not what its digest says."""
    if binding.digest(files) != digest:
        raise BookError([Fault(f"{code}/{binding.STRUCTURE}", 1, "not what its digest says")])
    return binding.protocol(code, files)


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
