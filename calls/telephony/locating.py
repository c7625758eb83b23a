"""Where the phone is, told while it rings or is spoken to: evidence, never the place of help."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from calls.casefile import announce, door
from calls.casefile.kinds import CallState, Stage
from calls.casefile.models import Call, Fix
from calls.casefile.sheet import Aside, Sheet
from calls.telephony import areas, turns
from calls.telephony.announcement import ReportedFix
from calls.telephony.events import CallLocated

SAME_WITHIN = timedelta(seconds=30)


def locate(passage: door.Passage, *, call_id: UUID, fixes: Sequence[ReportedFix]) -> int:
    """Keep what is new of these fixes and give how many that were.

    Where the case is closed nothing is: its log has ended.
    """
    return turns.take(call_id, functools.partial(_locate, passage, fixes))


def _locate(passage: door.Passage, fixes: Sequence[ReportedFix], call: Call) -> int:
    if call.state == CallState.RINGING:
        return int(locate_call(passage, call_id=call.id, fixes=fixes)["new"])
    if call.case is None or call.case.stage == Stage.CLOSED:
        return 0
    on_case = dataclasses.replace(passage, case_id=call.case_id)
    return int(locate_on_case(on_case, call_id=call.id, fixes=fixes)["new"])


@door.aside("call.locate")
def locate_call(beside: Aside, *, call_id: UUID, fixes: Sequence[ReportedFix]) -> door.Answer:
    """Keep where a ringing phone is; its card moves."""
    call = turns.locked(call_id)
    if call.state != CallState.RINGING:
        raise turns.Moved
    new = _new(call, fixes)
    if new:
        keep(call, new)
        areas.place(call, new)
        beside.record(call, _located(call, new), "area", "municipality")
        announce.after_commit("call", call.id)
    return {"new": len(new)}


@door.step("call.locate_on_case")
def locate_on_case(sheet: Sheet, *, call_id: UUID, fixes: Sequence[ReportedFix]) -> door.Answer:
    """Keep where the phone of a case's call is; the place of help stays what it is."""
    call = turns.locked(call_id)
    if call.case_id != sheet.case.id:
        raise turns.Moved
    new = _new(call, fixes)
    if new:
        keep(call, new)
        areas.place(call, new)
        call.save(update_fields=["area", "municipality"])
        sheet.record(_located(call, new))
        announce.after_commit("call", call.id)
    return {"new": len(new)}


def keep(call: Call, fixes: Iterable[ReportedFix]) -> None:
    """Write down the fixes of a call."""
    Fix.objects.bulk_create(
        Fix(
            call=call,
            source=fix.source,
            latitude=fix.latitude,
            longitude=fix.longitude,
            radius_m=fix.radius_m,
            at=fix.at,
        )
        for fix in fixes
    )


def _new(call: Call, fixes: Iterable[ReportedFix]) -> list[ReportedFix]:
    """Leave out what was told just before: a message sent twice, a phone that lies still."""
    known: list[Fix | ReportedFix] = list(Fix.objects.filter(call=call))
    new: list[ReportedFix] = []
    for fix in fixes:
        if not any(_is_same(fix, earlier) for earlier in known):
            known.append(fix)
            new.append(fix)
    return new


def _is_same(fix: ReportedFix, earlier: Fix | ReportedFix) -> bool:
    same = ("source", "latitude", "longitude", "radius_m")
    return (
        all(getattr(fix, name) == getattr(earlier, name) for name in same)
        and abs(fix.at - earlier.at) < SAME_WITHIN
    )


def _located(call: Call, fixes: Sequence[ReportedFix]) -> CallLocated:
    return CallLocated(call=call.id, count=len(fixes), fixes=tuple(fix.as_json() for fix in fixes))
