"""What is wrong with a book, told so that its author can mend it; and what it does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from calls.casefile import refusals


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Name one thing that is wrong: file relative to the library, line from 1, reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class BookError(Exception):
    """Refuse a book; `faults` holds every fault found, `file`, `line`, `reason` the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        self.file, self.line, self.reason = first.file, first.line, first.reason
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotInBook(refusals.NotFound):
    """The book in force holds no such entry; `fields` names those it holds."""

    code = "not_in_book"

    def __init__(self, kind: str, wanted: str, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(
            _("The book in force does not hold “%(wanted)s”.") % {"wanted": wanted},
            fields={kind: self.allowed},
        )
