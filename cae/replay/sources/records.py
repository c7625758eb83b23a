"""What every source is read into: calls, their units, and what was odd about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cae.replay import blemishes

STATUSES = (
    "dispatched",
    "en_route",
    "on_scene",
    "transporting",
    "at_hospital",
    "available",
)
TOLD_AT_MOST = 120


@dataclass(frozen=True, kw_only=True)
class Blemish:
    """One odd thing: its code, the data row (from 1) and the text as reported, shortened."""

    code: blemishes.Code
    row: int
    told: str


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """When a unit reached one of STATUSES; `at` is UTC."""

    status: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class UnitRun:
    """One unit's response to one call.

    `kind` is the source's own word, `stamps` are in reported order and may be none;
    `freed_by_rule` says that the last stamp, "available", is ours.
    """

    unit: str
    kind: str
    agency: str
    stamps: tuple[Stamp, ...]
    freed_by_rule: bool


@dataclass(frozen=True, kw_only=True)
class SourceCall:
    """One call as its source tells it; texts as reported, times UTC, WGS 84 degrees.

    `key` is unique in the file, `incident` the source's own, "" where it has none; `priority` is
    the one calls were sent by, beside it what it was at call taking and at the end.
    """

    key: str
    incident: str
    row: int
    received_at: datetime
    entered_at: datetime | None
    type: str
    priority: str
    original_priority: str
    final_priority: str
    place: str
    latitude: float | None
    longitude: float | None
    agency_hint: str
    units: tuple[UnitRun, ...]
    closed_at: datetime | None
    disposition: str
    blemishes: tuple[Blemish, ...]


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A whole file: its calls by time and key, and what was odd about rows that gave none.

    `rows` counts data rows, `digest` is the SHA-256 of the bytes in hex, `zone` an IANA name.
    """

    name: str
    calls: tuple[SourceCall, ...]
    blemishes: tuple[Blemish, ...]
    rows: int
    digest: str
    zone: str


def noted(code: blemishes.Code, row: int, told: str) -> Blemish:
    """Give a blemish whose text fits a report."""
    shown = told if len(told) <= TOLD_AT_MOST else f"{told[: TOLD_AT_MOST - 1]}…"
    return Blemish(code=code, row=row, told=shown)
