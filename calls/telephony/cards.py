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


class CallCards:
    """The calls that ring, and for a moment those just answered, so that all see it taken."""

    kind = "call"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of every call a board shows now."""
        return Call.objects.filter(
            Q(state=CallState.RINGING)
            | Q(state=CallState.ANSWERED, answered_at__gt=now - SHOWN_AFTER_ANSWER)
        ).values_list("id", "version")

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the cards of these calls."""
        calls = list(Call.objects.filter(id__in=ids).select_related("answered_by", "municipality"))
        told = [call for call in calls if call.state != CallState.ABANDONED]
        earlier = queries.earlier_of((call.id, call.number, call.received_at) for call in told)
        cautioned = _cautioned(told)
        for call in calls:
            if call.state == CallState.ABANDONED:
                yield Change("call", call.id, call.version, (), None)
                continue
            card = _call_card(call) | {"caution": call.number in cautioned}
            card |= earlier.get(call.id, {})
            yield Change("call", call.id, call.version, ("board",), card)


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
