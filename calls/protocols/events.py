"""What the log says of the book: which one came into force, and what it changed."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from calls.casefile import events
from calls.casefile.events import Code
from calls.protocols.models import Origin


@events.kind("protocols.book_enforced", _("Book of protocols put in force"))
@dataclasses.dataclass(frozen=True, kw_only=True)
class BookEnforced(events.StreamEvent):
    """From then on every case is asked and read this book; digests are SHA-256 over all of it.

    `added`, `replaced` and `removed` name protocols, beside the book that was in force before.
    """

    book: Code
    origin: Origin
    before_book: Code | None = None
    added: tuple[Code, ...] = ()
    replaced: tuple[Code, ...] = ()
    removed: tuple[Code, ...] = ()
    source: str = events.disclosed()
    reason: str = events.disclosed()
