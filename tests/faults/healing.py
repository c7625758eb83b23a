"""Wait until what was told holds, and measure how long that took."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Collection, Sequence

from tests.faults import boards, checker, facts, shift
from tests.support import clones


def settled(
    clone: clones.Clone,
    worked: shift.Shift,
    *,
    patience: float,
    but: Collection[str] = (),
) -> tuple[list[checker.Fault], float]:
    """Check until nothing is amiss `but` these rules; give what still is, and the seconds."""
    began = time.monotonic()
    entries = worked.journal.entries()
    while True:
        faults = checker.check(facts.read(clone), entries)
        took = time.monotonic() - began
        if checker.rules(faults) <= set(but) or took > patience:
            return faults, took
        time.sleep(0.25)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Healed:
    """How soon boards were right after a fault was over, and what a page showed then."""

    what: str
    seconds: float
    beats: int
    found: facts.Facts = dataclasses.field(repr=False)
    shown: boards.Shown = dataclasses.field(repr=False)

    def __str__(self) -> str:
        return f"{self.what} {self.seconds:.2f} s ({self.beats} beats)"


def boards_are_right(
    what: str, clone: clones.Clone, worked: shift.Shift, pages: Sequence[boards.Board]
) -> Healed:
    """Hold all hands still and wait until every page is linked and equals the database.

    The seconds and the server's beats count from this call: the fault is over now.
    """
    began, beats = time.monotonic(), [page.ticks for page in pages]
    with worked.pace.still():
        while True:
            found = facts.read(clone)
            shown = [page.shown() for page in pages]
            faults = [fault for each in shown for fault in checker.check_board(found, each)]
            took = time.monotonic() - began
            if not faults and all(page.linked for page in pages):
                heard = [page.ticks - before for page, before in zip(pages, beats, strict=True)]
                return Healed(
                    what=what, seconds=took, beats=max(heard), found=found, shown=shown[0]
                )
            assert took < 60, f"after {what} the boards are still wrong: {faults}"
            time.sleep(0.02)
