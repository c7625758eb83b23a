"""Calls while their file is still being read, and how they are finished."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cae.replay.blemishes import Code
from cae.replay.sources import moments, points, records
from cae.replay.sources import table as tables

LONGEST_CALLSIGN = 16


@dataclass(slots=True, kw_only=True)
class UnitDraft:
    """One unit's response; fields as in `records.UnitRun`."""

    row: int
    unit: str
    kind: str
    agency: str
    stamps: list[records.Stamp]
    freed_by_rule: bool = False

    @property
    def sent_at(self) -> datetime | None:
        """Return when it was dispatched, or its earliest stamp where that is not told."""
        if self.stamps and self.stamps[0].status == "dispatched":
            return self.stamps[0].at
        return min((stamp.at for stamp in self.stamps), default=None)

    @property
    def available_at(self) -> datetime | None:
        """Return when it was free again."""
        return next((s.at for s in reversed(self.stamps) if s.status == "available"), None)

    def finish(self) -> records.UnitRun:
        """Give the finished response."""
        return records.UnitRun(
            unit=self.unit,
            kind=self.kind,
            agency=self.agency,
            stamps=tuple(self.stamps),
            freed_by_rule=self.freed_by_rule,
        )


@dataclass(slots=True, kw_only=True)
class CallDraft:
    """One call; fields as in `records.SourceCall`."""

    key: str
    incident: str
    row: int
    received_at: datetime
    type: str
    place: str
    point: points.Point | None
    entered_at: datetime | None = None
    priority: str = ""
    original_priority: str = ""
    final_priority: str = ""
    agency_hint: str = ""
    units: list[UnitDraft] = field(default_factory=list)
    closed_at: datetime | None = None
    disposition: str = ""
    blemishes: list[records.Blemish] = field(default_factory=list)

    def odd(self, code: Code, row: int, told: str) -> None:
        """Note something odd about this call."""
        self.blemishes.append(records.noted(code, row, told))

    def finish(self) -> records.SourceCall:
        """Give the finished call."""
        return records.SourceCall(
            key=self.key,
            incident=self.incident,
            row=self.row,
            received_at=self.received_at,
            entered_at=self.entered_at,
            type=self.type,
            priority=self.priority,
            original_priority=self.original_priority,
            final_priority=self.final_priority,
            place=self.place,
            latitude=self.point and self.point[0],
            longitude=self.point and self.point[1],
            agency_hint=self.agency_hint,
            units=tuple(unit.finish() for unit in self.units),
            closed_at=self.closed_at,
            disposition=self.disposition,
            blemishes=tuple(self.blemishes),
        )


def finish(
    name: str,
    zone: str,
    table: tables.Table,
    calls: Sequence[CallDraft],
    callless: Iterable[tables.Row],
) -> records.SourceFile:
    """Finish a file; `callless` are the rows that gave no call."""
    middle = points.middle(call.point for call in calls if call.point is not None)
    for call in calls:
        if (
            middle is not None
            and call.point is not None
            and points.metres(middle, call.point) > points.ODD_METRES
        ):
            call.odd(Code.COORDINATES_ODD, call.row, f"{call.point[0]}, {call.point[1]}")
    lost = [blemish for row in callless for blemish in row.blemishes]
    return records.SourceFile(
        name=name,
        calls=tuple(
            call.finish() for call in sorted(calls, key=lambda call: (call.received_at, call.key))
        ),
        blemishes=tuple(sorted([*table.blemishes, *lost], key=lambda blemish: blemish.row)),
        rows=table.count,
        digest=table.digest,
        zone=zone,
    )


def moment(row: tables.Row, column: str, zone: str) -> datetime | None:
    """Read a row's time, and note what is odd about it; None where it is not told."""
    told = row.get(column)
    if not told:
        return None
    found = moments.read(told, zone)
    if found is None:
        row.odd(Code.STAMP_UNREADABLE, f"{column}: {told}")
        return None
    if found.doubt is not None:
        row.odd(found.doubt, f"{column}: {told}")
    return found.at


def place(address: str, town: str) -> str:
    """Write an address with its town."""
    return ", ".join(part for part in (address, town) if part)


def callsign(row: tables.Row, told: str) -> str:
    """Clean a unit's callsign to one that the fleet can hold."""
    cleaned = " ".join(told.upper().split())
    if len(cleaned) <= LONGEST_CALLSIGN:
        return cleaned
    row.odd(Code.TEXT_SHORTENED, told)
    return cleaned[:LONGEST_CALLSIGN].rstrip()
