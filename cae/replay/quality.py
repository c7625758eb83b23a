"""How good the room's proposals are, against the grouping rule of the source's own records."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, kw_only=True)
class Proposal:
    """What was proposed to an operator for one call, the likeliest first.

    Calls are told by their place in the file, -1 for a case of none; `open_before` are those
    whose cases stood open then.
    """

    call: int
    proposed: tuple[int, ...]
    open_before: frozenset[int]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Quality:
    """How good proposals were against the grouping rule of the source's own records."""

    expected: int
    first_right: int
    any_right: int
    shown: int

    def figures(self) -> dict[str, Any]:
        """Give precision and recall, of the first proposal and of all shown."""
        return {
            "calls_with_proposals": self.shown,
            "calls_with_an_open_incident": self.expected,
            "precision_first": round(self.first_right / self.shown, 3) if self.shown else None,
            "recall_first": round(self.first_right / self.expected, 3) if self.expected else None,
            "recall_any": round(self.any_right / self.expected, 3) if self.expected else None,
        }


def measure(
    noted: Sequence[Proposal], truth: Sequence[frozenset[str]], keys: Sequence[str]
) -> Quality:
    """Compare proposals with the truth: groups of call keys that tell of one incident."""
    group_of = {key: number for number, group in enumerate(truth) for key in group}
    groups = [group_of[key] for key in keys]
    expected = first_right = any_right = shown = 0
    for each in noted:
        mine = groups[each.call]
        there = any(groups[other] == mine for other in each.open_before)
        hits = [other >= 0 and groups[other] == mine for other in each.proposed]
        expected += there
        shown += bool(hits)
        first_right += bool(hits) and hits[0]
        any_right += any(hits)
    return Quality(
        expected=expected,
        first_right=first_right,
        any_right=any_right,
        shown=shown,
    )
