"""The calls that ring, as every operator's board shows them: no number but its last digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from calls.casefile.events import stamp
from calls.casefile.kinds import CallState
from calls.casefile.models import Call
from calls.casefile.registry import Change, at_one_moment
from calls.telephony import memory, queries

SHOWN_AFTER_ANSWER = timedelta(seconds=8)
TOLD_OF = ("answered_by", "municipality", "case")


class CallCards:
    """The calls that ring, and for a moment those just answered, so that all see it taken.

    A card also tells what its number did before, and an answered call's log goes on in its
    case: the version that boards compare grows with these as well.
    """

    kind = "call"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of every call a board shows now."""
        shown = Call.objects.filter(
            Q(state=CallState.RINGING)
            | Q(state=CallState.ANSWERED, answered_at__gt=now - SHOWN_AFTER_ANSWER)
        )
        needed = ("version", "number", "received_at", "case__version")
        return _versions(shown.select_related("case").only(*needed)).items()

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the cards of these calls."""
        calls = list(Call.objects.filter(id__in=ids).select_related(*TOLD_OF))
        told = [call for call in calls if call.state != CallState.ABANDONED]
        earlier = queries.earlier_of((call.id, call.number, call.received_at) for call in told)
        cautioned, versions = _cautioned(told), _versions(calls)
        for call in calls:
            if call.state == CallState.ABANDONED:
                yield Change("call", call.id, versions[call.id], (), None)
                continue
            card = _call_card(call) | {"caution": call.number in cautioned}
            card |= earlier.get(call.id, {})
            yield Change("call", call.id, versions[call.id], ("board",), card)


def _versions(calls: Iterable[Call]) -> dict[UUID, int]:
    """Give each call's own version with its case's, and what its number's past adds."""
    calls = list(calls)
    past = queries.past_of((call.id, call.number, call.received_at) for call in calls)
    return {
        call.id: call.version + (call.case.version if call.case else 0) + past.get(call.id, 0)
        for call in calls
    }


def _cautioned(calls: Sequence[Call]) -> set[str]:
    """Give the numbers that somebody remarked on; what was remarked is read in the case."""
    if not calls:
        return set()
    newest = max(call.announced_at for call in calls)
    return memory.cautioned((call.number for call in calls), at=newest)


def _call_card(call: Call) -> dict[str, Any]:
    return {
        "id": str(call.id),
        "version": call.version,
        "state": call.state,
        "kind": call.kind,
        "received_at": stamp(call.received_at),
        "announced_at": stamp(call.announced_at),
        "number_tail": call.number[-3:] if call.number else "",
        "area": call.area,
        "municipality": call.municipality.name if call.municipality else "",
        "flags": call.flags,
        "dialled": call.dialled,
        "answered_by": call.answered_by.position if call.answered_by else "",
        "case": str(call.case_id) if call.case_id else None,
        "exercise": call.exercise,
    }
