"""From a file's calls to the moments of a room: who does what, and when it is learned.

Pure: no database, no clock. Each moment has the time it happened (as reported) and the time
the room learns of it, which is never before what it follows from.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cae.replay import judging, typemap
from cae.replay.sources import records
from calls.protocols import contents

STAYS_OPEN = timedelta(minutes=45)
"""How long a case stays open at least of which the source tells no end."""
JUST_AFTER = timedelta(microseconds=1)
STATUSES = records.STATUSES
SENT, FREE = STATUSES[0], STATUSES[-1]


class Deed(enum.IntEnum):
    """What is done in the room, in the order in which one second is lived."""

    RING = enum.auto()
    ANSWER = enum.auto()
    RECORD = enum.auto()
    ASSOCIATE = enum.auto()
    JUDGE = enum.auto()
    OFFER = enum.auto()
    ACCEPT = enum.auto()
    CARRY_ON = enum.auto()
    ASSIGN = enum.auto()
    MOVE = enum.auto()
    REMARK = enum.auto()
    FREE = enum.auto()
    CLOSE = enum.auto()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Moment:
    """One deed for one call: `call` and `run` are places in the file and in the call's units."""

    learned_at: datetime
    deed: Deed
    call: int
    happened_at: datetime
    run: int = 0
    agency: str = ""
    status: str = ""
    earlier: int = -1

    @property
    def order(self) -> tuple[datetime, int, int, int, int]:
        """Give where it stands among the others."""
        status = STATUSES.index(self.status) if self.status else 0
        return self.learned_at, self.deed, self.call, self.run, status

    @property
    def name(self) -> str:
        """Name it within its file: what its command's id is made from."""
        return f"{self.call}/{self.deed.name}/{self.run}/{self.agency}/{self.status}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Plan:
    """A file as a room lives it; `severities` are the book's, else the source's or the table's."""

    file: records.SourceFile
    mapped: tuple[typemap.Mapped, ...]
    judged: tuple[judging.Judged, ...]
    severities: tuple[str, ...]
    moments: tuple[Moment, ...]


def make(
    file: records.SourceFile,
    types: typemap.TypeMap,
    *,
    protocols: Mapping[str, contents.Protocol],
) -> Plan:
    """Lay out a whole file, judged by the protocols its types stand for."""
    mapped = tuple(types.look_up(file.name, call.type) for call in file.calls)
    judged = tuple(
        judging.judge(protocols[kind.protocol], dict(kind.answers))
        if kind.protocol in protocols
        else judging.NOTHING
        for kind in mapped
    )
    severities = tuple(
        made.severity or typemap.severity_of(file.name, call.priority) or kind.severity
        for call, kind, made in zip(file.calls, mapped, judged, strict=True)
    )
    free_at = _Freedom(file.calls)
    moments: list[Moment] = []
    first_of: dict[str, int] = {}
    ends: dict[int, datetime] = {}
    for index, call in enumerate(file.calls):
        earlier = first_of.setdefault(call.incident, index) if call.incident else index
        own = list(_of_call(index, call, mapped[index], free_at, earlier))
        moments += own
        # What joined an earlier call keeps that one open until its own last word.
        last = max(moment.learned_at for moment in own)
        if not call.units:
            last = max(last, call.received_at + STAYS_OPEN)
        last = max(last, call.closed_at or last)
        for each in {index, earlier}:
            ends[each] = max(last, ends.get(each, last))
    moments += (
        Moment(learned_at=end, happened_at=end, deed=Deed.CLOSE, call=index)
        for index, end in ends.items()
    )
    return Plan(
        file=file,
        mapped=mapped,
        judged=judged,
        severities=severities,
        moments=tuple(sorted(moments, key=lambda moment: moment.order)),
    )


def agencies_of(call: records.SourceCall, mapped: typemap.Mapped) -> tuple[str, ...]:
    """Give whom to ask: those whose units went, or the source's own word, or the map's first."""
    sent = tuple(dict.fromkeys(run.agency for run in call.units if run.stamps))
    if sent:
        return sent
    if call.agency_hint:
        return (call.agency_hint,)
    return mapped.agencies[:1]


def _of_call(
    index: int,
    call: records.SourceCall,
    mapped: typemap.Mapped,
    free_at: _Freedom,
    earlier: int,
) -> Iterator[Moment]:
    received = call.received_at
    sent = [chronological(run)[0].at for run in call.units if run.stamps]
    entered = call.entered_at or received
    recorded = max(received, min([entered, *sent]))

    def moment(deed: Deed, at: datetime, happened: datetime | None = None, **more: Any) -> Moment:
        return Moment(learned_at=at, happened_at=happened or at, deed=deed, call=index, **more)

    yield moment(Deed.RING, received)
    yield moment(Deed.ANSWER, received)
    yield moment(Deed.RECORD, recorded)
    if not call.incident or earlier != index:
        yield moment(Deed.ASSOCIATE, recorded, earlier=earlier if earlier != index else -1)
    yield moment(Deed.JUDGE, recorded)
    for agency in agencies_of(call, mapped):
        yield moment(Deed.OFFER, recorded, agency=agency)
        starts = [
            free_at.start(index, number)
            for number, run in enumerate(call.units)
            if run.agency == agency and run.stamps
        ]
        accepted = max(recorded, min(starts)) if starts else recorded
        yield moment(Deed.ACCEPT, accepted, agency=agency)
        if not starts:
            yield moment(Deed.CARRY_ON, accepted, agency=agency)
    for number, run in enumerate(call.units):
        if run.stamps:
            floor = max(recorded, free_at.start(index, number))
            for deed, stamp in played(run):
                at = max(floor, stamp.at)
                yield moment(deed, at, stamp.at, run=number, status=stamp.status)


def chronological(run: records.UnitRun) -> list[records.Stamp]:
    """Give a run's stamps by time; of one second, in the order of a unit's work."""
    return sorted(run.stamps, key=lambda stamp: (stamp.at, STATUSES.index(stamp.status)))


def played(run: records.UnitRun) -> Iterator[tuple[Deed, records.Stamp]]:
    """Give what becomes of each stamp: a status on the case, or, out of order, a remark.

    A unit's work goes forward only. The first stamp sends it, whatever that says; the last
    "available" frees it.
    """
    stamps = chronological(run)
    frees = max(place for place, stamp in enumerate(stamps) if stamp.status == FREE)
    reached = 0
    yield Deed.ASSIGN, stamps[0]
    for place, stamp in enumerate(stamps):
        rank = STATUSES.index(stamp.status)
        if place == frees:
            yield Deed.FREE, stamp
            reached = len(STATUSES)
        elif reached < rank < STATUSES.index(FREE):
            yield Deed.MOVE, stamp
            reached = rank
        elif place or rank:
            yield Deed.REMARK, stamp


class _Freedom:
    """When each run can begin: a unit still on its call before comes when it is free of it."""

    def __init__(self, calls: Sequence[records.SourceCall]) -> None:
        runs = sorted(_runs(calls), key=lambda run: run[:3])
        self._starts: dict[tuple[int, int], datetime] = {}
        free: dict[str, datetime] = {}
        for begun, index, number, unit, ended in runs:
            floor = max(begun, calls[index].received_at)
            if unit in free:
                floor = max(floor, free[unit] + JUST_AFTER)
            self._starts[index, number] = floor
            free[unit] = max(floor, ended)

    def start(self, call: int, run: int) -> datetime:
        """Give when the room can send this run's unit."""
        return self._starts[call, run]


def _runs(
    calls: Iterable[records.SourceCall],
) -> Iterator[tuple[datetime, int, int, str, datetime]]:
    for index, call in enumerate(calls):
        for number, run in enumerate(call.units):
            if run.stamps:
                stamps = chronological(run)
                yield stamps[0].at, index, number, run.unit, stamps[-1].at


def window(
    file: records.SourceFile, *, since: datetime | None, until: datetime | None
) -> records.SourceFile:
    """Give the calls received in a stretch of time."""
    kept = tuple(
        call
        for call in file.calls
        if (since is None or call.received_at >= since)
        and (until is None or call.received_at < until)
    )
    return dataclasses.replace(file, calls=kept)


def agencies(plan: Plan) -> Mapping[str, None]:
    """Name the agencies a plan asks, in order."""
    asked = (moment.agency for moment in plan.moments if moment.deed is Deed.OFFER)
    return dict.fromkeys(asked)
