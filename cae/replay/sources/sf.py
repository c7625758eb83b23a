"""San Francisco: one row is one unit's response to one call, with all its stamps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from cae.replay.blemishes import Code
from cae.replay.sources import drafts, fleet, points, records
from cae.replay.sources import table as tables

NAME = "sf"
ZONE = "America/Los_Angeles"
REQUIRED = ("Call Number", "Unit ID", "Call Type", "Received DtTm")
# Each status and the column of its stamp, in the order of the published file.
STAMPS = {
    "dispatched": "Dispatch DtTm",
    "en_route": "Response DtTm",
    "on_scene": "On Scene DtTm",
    "transporting": "Transport DtTm",
    "at_hospital": "Hospital DtTm",
    "available": "Available DtTm",
}
# Which later stamps make a missing one odd: a unit may be free without ever having set out.
FOLLOWED_BY = {
    "dispatched": ("en_route", "on_scene", "transporting", "at_hospital", "available"),
    "en_route": ("on_scene", "transporting", "at_hospital"),
    "on_scene": ("transporting", "at_hospital"),
    "transporting": ("at_hospital",),
}
# What every row of a call tells again.
CALL_FIELDS = (
    "Incident Number",
    "Call Type",
    "Received DtTm",
    "Entry DtTm",
    "Address",
    "City",
    "Priority",
    "Call Final Disposition",
    "Location",
)
PRIORITIES = ("Priority", "Original Priority", "Final Priority")
AGENCIES = {
    **dict.fromkeys(("MEDIC", "PRIVATE", "RESCUE CAPTAIN", "AMBULANCE", "BLS", "ALS"), "health"),
    **dict.fromkeys(("ENGINE", "TRUCK", "CHIEF", "RESCUE SQUAD", "SUPPORT"), "fire"),
    **dict.fromkeys(("INVESTIGATION", "AIRPORT"), "fire"),
}
HOLD = timedelta(minutes=60)


@dataclass(slots=True)
class _Group:
    """The rows of one call, with every stamp that can be read in them."""

    rows: list[tables.Row]
    units: list[drafts.UnitDraft] = field(default_factory=list)
    stamps: list[datetime] = field(default_factory=list)


def read(table: tables.Table) -> records.SourceFile:
    """Read the calls of a file."""
    callless: list[tables.Row] = []
    groups: dict[str, _Group] = {}
    for row in _distinct(table.rows, callless):
        if key := row.text("Call Number"):
            groups.setdefault(key, _Group([])).rows.append(row)
        else:
            row.odd(Code.KEY_MISSING, " ".join(row.cells))
            callless.append(row)
    calls = []
    for key, group in groups.items():
        call = _call(key, group, table)
        if call is None:
            callless.extend(group.rows)
        else:
            calls.append(call)
    for _, unit, call in fleet.free(calls, HOLD):
        call.odd(Code.AVAILABLE_MISSING, unit.row, unit.unit)
    fleet.note_sent_before_free(calls)
    return drafts.finish(NAME, ZONE, table, calls, callless)


def _distinct(rows: Iterable[tables.Row], callless: list[tables.Row]) -> Iterable[tables.Row]:
    """Leave out rows whose key was there already; without a key, rows that are the same."""
    seen: dict[str, list[str]] = {}
    for row in rows:
        key = row.get("RowID") or "\x1f".join(row.cells)
        first = seen.setdefault(key, row.cells)
        if first is row.cells:
            yield row
            continue
        code = Code.ROW_REPEATED if first == row.cells else Code.ROW_CONTRADICTS
        row.odd(code, key.replace("\x1f", " "))
        callless.append(row)


def _call(key: str, group: _Group, table: tables.Table) -> drafts.CallDraft | None:
    """Make a call of its rows; None where they tell no time at all."""
    rows = group.rows
    for row in rows:
        _unit(row, group, table)
    received_at = _first_moment(rows, "Received DtTm")
    entered_at = _first_moment(rows, "Entry DtTm")
    others = [at for at in (entered_at, *group.stamps) if at is not None]
    if received_at is None:
        if not others:
            rows[0].odd(Code.NO_TIME, key)
            return None
        rows[0].odd(Code.RECEIVED_MISSING, key)
    call = drafts.CallDraft(
        key=key,
        incident=_first(rows, "Incident Number"),
        row=rows[0].number,
        received_at=received_at or min(others),
        entered_at=entered_at,
        type=_first(rows, "Call Type"),
        priority=next((told for name in PRIORITIES if (told := _first(rows, name))), ""),
        original_priority=_first(rows, "Original Priority"),
        final_priority=_first(rows, "Final Priority"),
        place=drafts.place(_first(rows, "Address"), _first(rows, "City")),
        point=_point(rows, table),
        units=group.units,
        closed_at=max(group.stamps, default=None),
        disposition=_first(rows, "Call Final Disposition"),
    )
    if not call.type:
        rows[0].odd(Code.TYPE_MISSING, key)
    _note_differences(rows)
    call.blemishes = [blemish for row in rows for blemish in row.blemishes]
    _note_before_received(call)
    return call


def _unit(row: tables.Row, group: _Group, table: tables.Table) -> None:
    """Read one row's unit and stamps into its group."""
    stamps = [
        records.Stamp(status=status, at=at)
        for status, column in STAMPS.items()
        if (at := drafts.moment(row, column, ZONE)) is not None
    ]
    group.stamps.extend(stamp.at for stamp in stamps)
    name = drafts.callsign(row, row.get("Unit ID"))
    if not name:
        row.odd(Code.UNIT_MISSING, row.get("RowID") or row.get("Call Number"))
        return
    kind = row.text("Unit Type")
    agency = AGENCIES.get(" ".join(kind.upper().split()))
    if agency is None and table.has("Unit Type"):
        row.odd(Code.UNIT_KIND_UNKNOWN, f"{name}: {kind}")
    _note_stamps(row, name, stamps)
    group.units.append(
        drafts.UnitDraft(
            row=row.number, unit=name, kind=kind, agency=agency or "fire", stamps=stamps
        )
    )


def _note_stamps(row: tables.Row, name: str, stamps: Sequence[records.Stamp]) -> None:
    """Note what is odd about a unit's stamps, and whether it was cancelled on the way."""
    if not stamps:
        row.odd(Code.UNIT_WITHOUT_STAMPS, name)
    reached = {stamp.status for stamp in stamps}
    for status, later in FOLLOWED_BY.items():
        if status not in reached and reached.intersection(later):
            row.odd(Code.STAMP_MISSING, f"{name}: {STAMPS[status]}")
    for one, other in pairwise(stamps):
        if other.at < one.at:
            told = f"{name}: {STAMPS[other.status]} < {STAMPS[one.status]}"
            row.odd(Code.STAMPS_DISORDERED, told)
    if "en_route" in reached and not reached & {"on_scene", "transporting", "at_hospital"}:
        row.odd(Code.CANCELLED_ON_THE_WAY, name)


def _first(rows: Sequence[tables.Row], column: str) -> str:
    """Return the first row's word on a call; of an empty one, the next row's."""
    row = next((row for row in rows if row.get(column)), None)
    return "" if row is None else row.text(column)


def _first_moment(rows: Sequence[tables.Row], column: str) -> datetime | None:
    distinct: dict[str, tables.Row] = {}
    for row in rows:
        distinct.setdefault(row.get(column), row)
    for row in distinct.values():
        if (at := drafts.moment(row, column, ZONE)) is not None:
            return at
    return None


def _point(rows: Sequence[tables.Row], table: tables.Table) -> points.Point | None:
    told = [row.get("Location") for row in rows]
    point = next((found for text in told if (found := points.read_pair(text))), None)
    if point is None and table.has("Location"):
        rows[0].odd(Code.COORDINATES_UNUSABLE, next(filter(None, told), ""))
    return point


def _note_differences(rows: Sequence[tables.Row]) -> None:
    for column in CALL_FIELDS:
        told = dict.fromkeys(text for row in rows if (text := row.get(column)))
        if len(told) > 1:
            rows[0].odd(Code.CALL_FIELDS_DIFFER, f"{column}: {' / '.join(told)}")


def _note_before_received(call: drafts.CallDraft) -> None:
    """Note each unit, and the entry, that has a time before the call was received."""
    if call.entered_at is not None and call.entered_at < call.received_at:
        call.odd(Code.BEFORE_RECEIVED, call.row, "Entry DtTm")
    for unit in call.units:
        if any(stamp.at < call.received_at for stamp in unit.stamps):
            call.odd(Code.BEFORE_RECEIVED, unit.row, unit.unit)
