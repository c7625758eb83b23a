"""Montgomery County: one row is one record of one service; no key, no unit, no end."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cae.replay.blemishes import Code
from cae.replay.sources import drafts, moments, points, records
from cae.replay.sources import table as tables

NAME = "montco"
ZONE = "America/New_York"
REQUIRED = ("title", "timeStamp")
AGENCIES = {"ems": "health", "fire": "fire", "traffic": "police"}
# What makes a record the same one again; the order of columns does not matter.
CONTENT = ("lat", "lng", "desc", "zip", "title", "timeStamp", "twp", "addr")
IMPLAUSIBLE = timedelta(hours=24)
_TAIL = re.compile(r"\s*-\s*$")
_CLOCK = re.compile(
    r"(?:(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4})[\sT]*)?"
    r"@\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?)",
    re.ASCII,
)


def read(table: tables.Table) -> records.SourceFile:
    """Read the calls of a file."""
    seen: Counter[str] = Counter()
    calls: list[drafts.CallDraft] = []
    callless: list[tables.Row] = []
    for row in table.rows:
        content = "\x1f".join(row.get(column) for column in CONTENT)
        mark = hashlib.sha256(content.encode()).hexdigest()[:16]
        call = _call(row, f"{mark}-{seen[mark] + 1}", table)
        if call is None:
            callless.append(row)
            continue
        seen[mark] += 1
        if seen[mark] > 1:
            call.odd(Code.RECORD_REPUBLISHED, row.number, f"{call.type}, {call.place}")
        calls.append(call)
    return drafts.finish(NAME, ZONE, table, calls, callless)


def _call(row: tables.Row, key: str, table: tables.Table) -> drafts.CallDraft | None:
    """Make a call of a row; None where it tells no time."""
    published_at = drafts.moment(row, "timeStamp", ZONE)
    described_at = _described(row, published_at) if table.has("desc") else None
    received_at = described_at or published_at
    if received_at is None:
        row.odd(Code.NO_TIME, " ".join(row.cells))
        return None
    told = _TAIL.sub("", row.text("title"))
    if not told:
        row.odd(Code.TYPE_MISSING, "")
    is_told_later = published_at is not None and described_at is not None
    return drafts.CallDraft(
        key=key,
        incident="",
        row=row.number,
        received_at=received_at,
        type=told,
        place=drafts.place(_address(row), row.text("twp")),
        point=_point(row, table),
        agency_hint=AGENCIES.get(told.partition(":")[0].strip().casefold(), ""),
        closed_at=max(published_at, received_at) if published_at and is_told_later else None,
        blemishes=row.blemishes,
    )


def _described(row: tables.Row, published_at: datetime | None) -> datetime | None:
    """Return the time of the control room's own system; None where the other must do."""
    told = row.get("desc")
    found = None
    for match in _CLOCK.finditer(told):
        found = _clock(match["day"], match["time"], published_at) or found
    if found is None:
        row.odd(Code.DESC_TIME_MISSING, told)
        return None
    if found.doubt is not None:
        row.odd(found.doubt, told)
    if published_at is not None and abs(published_at - found.at) > IMPLAUSIBLE:
        row.odd(Code.DESC_TIME_IMPLAUSIBLE, f"{told} / {row.get('timeStamp')}")
        return None
    return found.at


def _clock(day: str | None, time: str, published_at: datetime | None) -> moments.Moment | None:
    """Read a time with its day; without one, it is of the day nearest to its publishing."""
    if day is not None:
        return moments.read(f"{day} {time}", ZONE)
    if published_at is None:
        return None
    local = published_at.astimezone(ZoneInfo(ZONE)).date()
    found = moments.read(f"{local} {time}", ZONE)
    if found is None:
        return None
    return moments.Moment(at=moments.nearest_day(found.at, published_at), doubt=found.doubt)


def _address(row: tables.Row) -> str:
    """Return the crossing; the description begins with it too."""
    told = row.text("addr")
    return told or row.get("desc").partition(";")[0].strip()[: tables.LONGEST_TEXT]


def _point(row: tables.Row, table: tables.Table) -> points.Point | None:
    point = points.read(row.get("lat"), row.get("lng"))
    if point is None and (table.has("lat") or table.has("lng")):
        row.odd(Code.COORDINATES_UNUSABLE, f"{row.get('lat')}, {row.get('lng')}")
    return point
