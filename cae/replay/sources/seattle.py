"""Seattle: rows of one incident list its units; nothing but the dispatch has a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from cae.replay.blemishes import Code
from cae.replay.sources import drafts, fleet, records
from cae.replay.sources import table as tables

NAME = "seattle"
ZONE = "America/Los_Angeles"
REQUIRED = ("timestamp", "incident_number", "incident_type")
# What rows of one incident tell again.
CALL_FIELDS = ("location", "incident_type")
# Letters before a unit's number: aid cars, medic units, private ambulances.
HEALTH = frozenset({"A", "M", "M/A", "AID", "MED", "MEDIC", "AMB", "AMR", "FALCK", "TRIMED"})
HOLD = timedelta(minutes=45)
_BETWEEN_UNITS = re.compile(r"[\s,;]+")
_LETTERS = re.compile(r"[A-Z/]*")


def read(table: tables.Table) -> records.SourceFile:
    """Read the incidents of a file as its calls."""
    callless: list[tables.Row] = []
    groups: dict[str, list[tables.Row]] = {}
    for row in table.rows:
        if key := row.text("incident_number"):
            groups.setdefault(key, []).append(row)
        else:
            row.odd(Code.KEY_MISSING, " ".join(row.cells))
            callless.append(row)
    calls = []
    for key, rows in groups.items():
        call = _call(key, rows)
        if call is None:
            callless.extend(rows)
        else:
            calls.append(call)
    fleet.free(calls, HOLD)
    fleet.note_in_two_places(calls)
    return drafts.finish(NAME, ZONE, table, calls, callless)


def _call(key: str, rows: Sequence[tables.Row]) -> drafts.CallDraft | None:
    """Make a call of an incident's rows; None where they tell no time."""
    sent = [(drafts.moment(row, "timestamp", ZONE), row) for row in rows]
    times = [at for at, _ in sent if at is not None]
    if not times:
        rows[0].odd(Code.NO_TIME, key)
        return None
    received_at = min(times)
    if max(times) != received_at:
        told = " / ".join(dict.fromkeys(row.get("timestamp") for row in rows))
        rows[0].odd(Code.TIMESTAMPS_DIFFER, told)
    for column in CALL_FIELDS:
        told_of = dict.fromkeys(text for row in rows if (text := row.get(column)))
        if len(told_of) > 1:
            rows[0].odd(Code.CALL_FIELDS_DIFFER, f"{column}: {' / '.join(told_of)}")
    told_type = _first(rows, "incident_type")
    if not told_type:
        rows[0].odd(Code.TYPE_MISSING, key)
    units: dict[str, drafts.UnitDraft] = {}
    for at, row in sent:
        _units(row, at or received_at, units)
    return drafts.CallDraft(
        key=key,
        incident=key,
        row=rows[0].number,
        received_at=received_at,
        type=told_type,
        place=_first(rows, "location"),
        point=None,
        units=list(units.values()),
        blemishes=[blemish for row in rows for blemish in row.blemishes],
    )


def _units(row: tables.Row, at: datetime, units: dict[str, drafts.UnitDraft]) -> None:
    """Add a row's units; one that is listed again keeps its earlier time."""
    named = [drafts.callsign(row, told) for told in _BETWEEN_UNITS.split(row.get("units")) if told]
    if not named:
        row.odd(Code.UNIT_MISSING, row.get("incident_number"))
    for name in named:
        known = units.get(name)
        if known is None or at < known.stamps[0].at:
            units[name] = drafts.UnitDraft(
                row=row.number,
                unit=name,
                kind="",
                agency=agency(name),
                stamps=[records.Stamp(status="dispatched", at=at)],
            )


def agency(unit: str) -> str:
    """Tell whose a unit is by the letters before its number."""
    found = _LETTERS.match(unit)
    return "health" if found is not None and found[0] in HEALTH else "fire"


def _first(rows: Sequence[tables.Row], column: str) -> str:
    row = next((row for row in rows if row.get(column)), None)
    return "" if row is None else row.text(column)
