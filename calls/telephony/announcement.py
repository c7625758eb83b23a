"""Read what a gateway announces; whatever is wrong with it is flagged, never refused."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from calls.casefile.kinds import Channel
from calls.telephony import numbers

RAW_KEPT = 65_536
CALL_ID_AT_MOST = 128
FIXES_AT_MOST = 20
RADIUS_AT_MOST = 1_000_000
# What a fix is called that does not say how it was made.
USUAL_SOURCE = "phone"
LATE_BY = timedelta(hours=24)
EARLY_BY = timedelta(minutes=5)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,23}")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReportedFix:
    """Where a phone was, as reported: WGS 84 degrees, radius in metres."""

    source: str
    latitude: float
    longitude: float
    radius_m: float | None
    at: datetime

    def as_json(self) -> dict[str, object]:
        """Give the fix as the log's disclosure holds it."""
        return dataclasses.asdict(self) | {"at": self.at.isoformat()}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Announcement:
    """A call as understood, with a flag for everything that was not."""

    call_id: str | None
    number: numbers.Number
    dialled: str
    kind: Channel
    received_at: datetime
    fixes: tuple[ReportedFix, ...]
    flags: tuple[str, ...]
    raw: str


class _Flags(list[str]):
    def add(self, flag: str) -> None:
        if flag not in self:
            self.append(flag)


def read(raw: bytes, *, now: datetime) -> Announcement:
    """Read an announcement's bytes; never raises."""
    flags = _Flags()
    fields = _object(raw, flags)
    received_at = _moment(fields, "received_at", now, flags)
    caller = numbers.read(_text(fields, "callback_number", 64, flags))
    if caller.flag:
        flags.add(caller.flag)
    return Announcement(
        call_id=_call_id(fields, flags),
        number=caller,
        dialled=_text(fields, "dialled", 32, flags) or "",
        kind=_channel(fields, flags),
        received_at=received_at,
        fixes=_fixes(fields.get("location"), received_at, flags),
        flags=tuple(flags),
        raw=base64.b64encode(raw[:RAW_KEPT]).decode(),
    )


def _object(raw: bytes, flags: _Flags) -> Mapping[str, Any]:
    if len(raw) > RAW_KEPT:
        flags.add("body_too_large")
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        flags.add("body_malformed")
        return {}
    if not isinstance(told, dict):
        flags.add("body_malformed")
        return {}
    if set(told) - {
        "call_id",
        "callback_number",
        "dialled",
        "kind",
        "received_at",
        "location",
    }:
        flags.add("unknown_fields")
    return told


def _text(fields: Mapping[str, Any], name: str, limit: int, flags: _Flags) -> str | None:
    value = fields.get(name)
    if value is None or value == "":
        if name == "dialled":
            flags.add("dialled_missing")
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        flags.add(f"{name}_malformed")
        value = str(value) if abs(value) < 10**limit else ""
    if not isinstance(value, str):
        flags.add(f"{name}_malformed")
        return ""
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value.strip())
    if clean != value.strip() or len(clean) > limit:
        flags.add(f"{name}_malformed")
    return clean[:limit]


def _call_id(fields: Mapping[str, Any], flags: _Flags) -> str | None:
    value = fields.get("call_id")
    if value is None or value == "":
        flags.add("call_id_missing")
        return None
    if isinstance(value, str) and len(value) <= CALL_ID_AT_MOST and not _CONTROL.search(value):
        return value
    flags.add("call_id_malformed")
    try:
        told = json.dumps(value, sort_keys=True).encode()
    except RecursionError:
        return None
    # A gateway that repeats a bad id still means the same call.
    return f"sha256:{hashlib.sha256(told).hexdigest()}"


def _channel(fields: Mapping[str, Any], flags: _Flags) -> Channel:
    value = fields.get("kind")
    if value is None or value == "":
        flags.add("kind_missing")
    elif isinstance(value, str) and value in Channel.values:
        return Channel(value)
    else:
        flags.add("kind_unknown")
    return Channel.TELEPHONE


def _moment(fields: Mapping[str, Any], name: str, now: datetime, flags: _Flags) -> datetime:
    value = fields.get(name)
    if value is None or value == "":
        flags.add(f"{name}_missing")
        return now
    moment = _parsed(value)
    if moment is None:
        flags.add(f"{name}_malformed")
        return now
    if not is_plausible(moment, now):
        flags.add(f"{name}_implausible")
        return now
    return moment


def _fixes(value: Any, received_at: datetime, flags: _Flags) -> tuple[ReportedFix, ...]:
    if value is None:
        return ()
    told = value if isinstance(value, list) else [value]
    if len(told) > FIXES_AT_MOST:
        flags.add("location_too_long")
    found = (_fix(item, received_at, flags) for item in told[:FIXES_AT_MOST])
    return tuple(fix for fix in found if fix is not None)


def _fix(item: Any, received_at: datetime, flags: _Flags) -> ReportedFix | None:
    """Read one fix; what besides the point is not understood is flagged and left out."""
    told = item if isinstance(item, dict) else {}
    latitude = number(told.get("latitude"), -90, 90)
    longitude = number(told.get("longitude"), -180, 180)
    radius = number(told.get("radius_m"), 0, RADIUS_AT_MOST)
    source = told.get("source")
    is_named = isinstance(source, str) and SOURCE.fullmatch(source) is not None
    moment = _parsed(told.get("at"))
    understood = {
        "latitude": latitude is not None,
        "longitude": longitude is not None,
        "radius_m": radius is not None or told.get("radius_m") is None,
        "source": is_named or source is None,
        "at": moment is not None or told.get("at") is None,
    }
    if not all(understood.values()):
        flags.add("location_malformed")
    if moment is not None and not is_plausible(moment, received_at):
        flags.add("location_implausible")
        moment = None
    if latitude is None or longitude is None:
        return None
    return ReportedFix(
        source=str(source) if is_named else USUAL_SOURCE,
        latitude=latitude,
        longitude=longitude,
        radius_m=radius,
        at=moment or received_at,
    )


def _parsed(value: Any) -> datetime | None:
    """Give a moment with its zone, or None where there is none to be read."""
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


def is_plausible(moment: datetime, now: datetime) -> bool:
    """Say whether something may have happened then, as clocks differ."""
    return now - LATE_BY <= moment <= now + EARLY_BY


def number(value: Any, least: float, most: float) -> float | None:
    """Give a finite number within two, both included; None for whatever else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) and least <= found <= most else None
