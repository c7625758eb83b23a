"""What one unit did after another: when it was free again, and where it was sent too early."""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from cae.replay.blemishes import Code
from cae.replay.sources import drafts, records

Turn = tuple[datetime, drafts.UnitDraft, drafts.CallDraft]


def turns(calls: Iterable[drafts.CallDraft]) -> list[list[Turn]]:
    """Give each unit's responses in the order in which it was sent."""
    found: defaultdict[str, list[Turn]] = defaultdict(list)
    for call in calls:
        for unit in call.units:
            if unit.sent_at is not None:
                found[unit.unit].append((unit.sent_at, unit, call))
    for own in found.values():
        own.sort(key=lambda turn: (turn[0], turn[2].received_at, turn[2].key))
    return list(found.values())


def free(calls: Iterable[drafts.CallDraft], hold: timedelta) -> list[Turn]:
    """Free each unit that the file never frees; give the responses so ended.

    It is free `hold` after its last stamp, or when it is next sent, whichever is first.
    """
    freed = []
    for own in turns(calls):
        sent = [turn[0] for turn in own]
        for index, turn in enumerate(own):
            unit = turn[1]
            if unit.available_at is not None:
                continue
            last = max(stamp.at for stamp in unit.stamps)
            following = bisect.bisect_left(sent, last, lo=index + 1)
            at = min([last + hold, *sent[following : following + 1]])
            unit.stamps.append(records.Stamp(status="available", at=at))
            unit.freed_by_rule = True
            freed.append(turn)
    return freed


def note_sent_before_free(calls: Iterable[drafts.CallDraft]) -> None:
    """Note on a call each unit that was not yet free from its previous one."""
    for own in turns(calls):
        for (_, previous, _), (sent_at, unit, call) in itertools.pairwise(own):
            if previous.available_at is not None and sent_at < previous.available_at:
                told = f"{unit.unit}: {sent_at:%H:%M:%S} < {previous.available_at:%H:%M:%S} UTC"
                call.odd(Code.DISPATCHED_BEFORE_FREE, unit.row, told)


def note_in_two_places(calls: Iterable[drafts.CallDraft]) -> None:
    """Note on a call each unit that was sent elsewhere in the same second."""
    for own in turns(calls):
        for (first_at, _, first), (sent_at, unit, call) in itertools.pairwise(own):
            if first_at == sent_at:
                told = f"{unit.unit}: {first.key} / {call.key}"
                call.odd(Code.UNIT_IN_TWO_PLACES, unit.row, told)
