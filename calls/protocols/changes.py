"""What files would change of the book in force: proven whole, or refused by file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from calls.protocols import binding, checker, contents, queries
from calls.protocols.faults import BookError, Fault

_VERSION = re.compile(rb"^version\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One protocol that would be another; `before` is None where it is added, `after` removed.

    `shown` is what is there of both, the later one first.
    """

    code: str
    before: contents.Protocol | None
    after: contents.Protocol | None
    shown: contents.Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The book as it would be, the files of its protocols that were told, and what changes."""

    book: contents.Book
    files: Mapping[str, binding.Files]
    changes: tuple[Change, ...]

    @property
    def digest(self) -> str:
        """Return the digest of the book as it would be."""
        return digest_of(self.book)


def digest_of(book: contents.Book) -> str:
    """Return the SHA-256 (hex) over all editions of a book."""
    return binding.digest_of_book({each.code: each.digest for each in book.protocols.values()})


def plan(library: binding.Library, *, over: contents.Book | None, whole: bool, back: bool) -> Plan:
    """Say what a library would change of the book it comes over; raise BookError.

    `whole` takes what the library does not hold out of the book; `back` lets a protocol return
    to an earlier version that is stored. The book that comes out is proven; a fault that stands
    in the present one already is no reason to refuse another file.
    """
    there = dict(over.protocols) if over else {}
    told = binding.bind(library, known={each.digest: each for each in there.values()})
    merged = dict(told.protocols) if whole else there | dict(told.protocols)
    book = binding.book(merged.values())
    changed = between(over, book)
    faults = set(checker.faults(book)) if changed else set()
    if faults and over:
        faults -= set(checker.faults(over))
    faults |= set(_versions(library, told, there, back=back))
    if faults:
        raise BookError(sorted(faults))
    return Plan(
        book=book,
        files={told.protocols[code].digest: files for code, files in library.items()},
        changes=changed,
    )


def between(before: contents.Book | None, after: contents.Book) -> tuple[Change, ...]:
    """Return what of a book is another in the next, by code."""
    then = before.protocols if before else {}
    now = after.protocols
    return tuple(
        Change(
            code=code,
            before=then.get(code),
            after=now.get(code),
            shown=now[code] if code in now else then[code],
        )
        for code in sorted({*then, *now})
        if code not in then or code not in now or then[code].digest != now[code].digest
    )


def _versions(
    library: binding.Library,
    told: contents.Book,
    there: Mapping[str, contents.Protocol],
    *,
    back: bool,
) -> Iterator[Fault]:
    """Let a version have one content for ever, and what is new the highest number."""
    stored = queries.versions(library)
    for code, files in library.items():
        reason = _refused(told.protocols[code], stored.get(code, {}), there.get(code), back=back)
        if reason:
            yield Fault(told.protocols[code].file, _line(files[binding.STRUCTURE]), reason)


def _refused(
    new: contents.Protocol,
    stored: Mapping[int, str],
    present: contents.Protocol | None,
    *,
    back: bool,
) -> str:
    """Say why a protocol cannot have the version it has; "" where it can."""
    if present is not None and present.digest == new.digest:
        return ""
    known = dict(stored) | ({present.version: present.digest} if present else {})
    same = known.get(new.version)
    what, above = f"version {new.version} of {new.code!r}", f"above {max(known, default=0)}"
    if same is None:
        return (
            "" if new.version > max(known, default=0) else f"{what} is too low: give it one {above}"
        )
    if same != new.digest:
        return (
            f"{what} is there already with other content ({same[:12]} there, "
            f"{new.digest[:12]} here): give it a version {above}"
        )
    if present is not None and new.version < present.version and not back:
        return (
            f"{what} is lower than {present.version}, which is in force; to return to it, "
            f"say that going back is meant"
        )
    return ""


def _line(structure: bytes) -> int:
    found = _VERSION.search(structure)
    return structure.count(b"\n", 0, found.start()) + 1 if found else 1
