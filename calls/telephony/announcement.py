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
LATE_BY = timedelta(hours=24)
EARLY_BY = timedelta(minutes=5)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,23}")


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
    number = numbers.read(_text(fields, "callback_number", 64, flags))
    if number.flag:
        flags.add(number.flag)
    return Announcement(
        call_id=_call_id(fields, flags),
        number=number,
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
    if isinstance(value, str) and len(value) <= 128 and not _CONTROL.search(value):
        return value
    flags.add("call_id_malformed")
    # A gateway that repeats a bad id still means the same call.
    told = json.dumps(value, sort_keys=True).encode()
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


def _moment(
    fields: Mapping[str, Any], name: str, now: datetime, flags: _Flags
) -> datetime:
    value = fields.get(name)
    if value is None or value == "":
        flags.add(f"{name}_missing")
        return now
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        flags.add(f"{name}_malformed")
        return now
    if not now - LATE_BY <= moment <= now + EARLY_BY:
        flags.add(f"{name}_implausible")
        return now
    return moment


def _fixes(value: Any, received_at: datetime, flags: _Flags) -> tuple[ReportedFix, ...]:
    if value is None:
        return ()
    found = []
    for item in value[:20] if isinstance(value, list) else [value]:
        fix = _fix(item, received_at)
        if fix is None:
            flags.add("location_malformed")
        else:
            found.append(fix)
    return tuple(found)


def _fix(item: Any, received_at: datetime) -> ReportedFix | None:
    if not isinstance(item, dict):
        return None
    latitude = _number(item.get("latitude"), 90)
    longitude = _number(item.get("longitude"), 180)
    if latitude is None or longitude is None:
        return None
    source = item.get("source")
    at = item.get("at")
    try:
        moment = parse_datetime(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    radius = _number(item.get("radius_m"), 1_000_000)
    return ReportedFix(
        source=source if isinstance(source, str) and _TOKEN.fullmatch(source) else "phone",
        latitude=latitude,
        longitude=longitude,
        radius_m=abs(radius) if radius is not None else None,
        at=moment if moment is not None and moment.tzinfo else received_at,
    )


def _number(value: Any, bound: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and abs(number) <= bound else None
