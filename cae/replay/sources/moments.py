"""Local times as the sources write them, read into UTC."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cae.replay import blemishes

# A year outside is a slip of the pen, and the ends of the calendar have no UTC.
YEARS = range(1970, 2100)
NOON = 12
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:[T ]\s*{_CLOCK})"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_AMERICAN = re.compile(
    rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}})[T ,]\s*{_CLOCK}"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?P<offset>)",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A time in UTC, and what the change of clocks makes doubtful about it."""

    at: datetime
    doubt: blemishes.Code | None


@functools.lru_cache(maxsize=65_536)
def read(text: str, zone: str) -> Moment | None:
    """Read a date and time: American or ISO, 12 or 24 hours, seconds optional.

    Without an offset it is local to `zone`. None where it cannot be read.
    """
    found = _AMERICAN.fullmatch(text.strip()) or _ISO.fullmatch(text.strip())
    if found is None or int(found["year"]) not in YEARS:
        return None
    hour = _hour(int(found["hour"]), found["half"])
    if hour is None:
        return None
    try:
        told = datetime(  # noqa: DTZ001 - the zone comes next
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            hour,
            int(found["minute"]),
            int(found["second"] or 0),
        )
    except ValueError:
        return None
    return _offset(told, found["offset"]) if found["offset"] else _local(told, ZoneInfo(zone))


def _hour(hour: int, half: str | None) -> int | None:
    """Give the hour of the day; None where there is no such hour on a twelve-hour clock."""
    if half is None:
        return hour
    if not 1 <= hour <= NOON:
        return None
    return hour % NOON + (NOON if half[0] in "Pp" else 0)


def _offset(told: datetime, offset: str) -> Moment | None:
    try:
        aware = datetime.fromisoformat(f"{told.isoformat()}{offset.upper()}")
    except ValueError:
        return None
    return Moment(at=aware.astimezone(UTC), doubt=None)


def _local(told: datetime, zone: ZoneInfo) -> Moment:
    """Read a local time with fold 0, and say where clocks were changed."""
    first = told.replace(tzinfo=zone)
    at = first.astimezone(UTC)
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return Moment(at=at, doubt=None)
    exists = at.astimezone(zone).replace(tzinfo=None) == told
    doubt = blemishes.Code.CLOCK_OVERLAP if exists else blemishes.Code.CLOCK_GAP
    return Moment(at=at, doubt=doubt)


def nearest_day(clock: datetime, anchor: datetime) -> datetime:
    """Move a time by whole days until it is at most half a day from `anchor`."""
    return clock + timedelta(days=round((anchor - clock) / timedelta(days=1)))
