"""Where vehicles say they are: telemetry, so no event, no command and no version of the unit."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from calls.casefile import announce, door, json_door, query_door, refusals
from calls.telephony import announcement
from dispatch.models import Unit

AT_MOST = 500
LATE_BY = timedelta(hours=24)
EARLY_BY = timedelta(seconds=30)
FIELDS = ("callsign", "latitude", "longitude", "at")
Faults = dict[str, list[str]]

# One UPDATE for a batch, of rows that are locked already, in the order of their ids.
_MOVE = """
    UPDATE dispatch_unit AS unit
    SET latitude = told.latitude, longitude = told.longitude, position_at = told.at
    FROM unnest(%(ids)s::uuid[], %(latitudes)s::float8[], %(longitudes)s::float8[],
                %(moments)s::timestamptz[]) AS told (id, latitude, longitude, at)
    WHERE unit.id = told.id
"""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Position:
    """One vehicle at one moment: WGS 84 degrees; `number` is its place in the batch."""

    number: int
    callsign: str
    latitude: float
    longitude: float
    at: datetime


@dataclasses.dataclass(frozen=True, kw_only=True)
class Refused:
    """What cannot be taken of a batch: its place in it, and each field's own fault."""

    number: int
    callsign: str
    fields: Faults


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a batch: how many units moved, how many positions were no news."""

    moved: int
    older: int
    refused: tuple[Refused, ...]


def read(told: Any, *, now: datetime) -> tuple[list[Position], list[Refused]]:
    """Read `{"positions": [{callsign, latitude, longitude, at}, …]}`, from 1 to 500 of them.

    Raises Invalid where the envelope is wrong; what is wrong with one position alone is told of
    that one. A clock that is a little fast is taken to be right now.
    """
    if not isinstance(told, dict):
        raise _wrong({json_door.BODY: [_("A JSON object is needed: {…}.")]})
    faults = json_door.strangers(told, "positions")
    several = told.get("positions")
    if not isinstance(several, list) or not 1 <= len(several) <= AT_MOST:
        faults["positions"] = [
            _("A list of 1 to {limit} positions is needed.").format(limit=AT_MOST)
        ]
    if faults:
        raise _wrong(faults)
    taken: list[Position] = []
    refused: list[Refused] = []
    for number, item in enumerate(several or ()):
        found = _position(number, item, now)
        if isinstance(found, Position):
            taken.append(found)
        else:
            refused.append(found)
    return taken, refused


def report(centre_id: UUID, positions: Sequence[Position], refused: Sequence[Refused]) -> Outcome:
    """Write down where the units of a centre are; what is no news of a unit changes nothing.

    Raises Busy where somebody holds one of the units too long.
    """
    try:
        with transaction.atomic():
            known = _locked(centre_id, {each.callsign for each in positions})
            strangers = [_stranger(each) for each in positions if each.callsign not in known]
            newest = _newest(positions, known)
            _move(newest)
            announce.after_commit("position", *newest)
    except OperationalError as error:
        if isinstance(error.__cause__, door.WAITED_TOO_LONG):
            raise refusals.Busy(_("Somebody is writing here; try again.")) from error
        raise
    return Outcome(
        moved=len(newest),
        older=len(positions) - len(strangers) - len(newest),
        refused=tuple(sorted([*refused, *strangers], key=lambda each: each.number)),
    )


def _locked(centre_id: UUID, callsigns: set[str]) -> dict[str, Unit]:
    rows = Unit.objects.select_for_update(no_key=True).filter(
        centre_id=centre_id, callsign__in=callsigns
    )
    return {unit.callsign: unit for unit in rows.order_by("id")}


def _newest(positions: Sequence[Position], known: Mapping[str, Unit]) -> dict[UUID, Position]:
    """Give the newest position of each unit that is newer than what is known of it."""
    found: dict[UUID, Position] = {}
    for position in positions:
        unit = known.get(position.callsign)
        if unit is None:
            continue
        last = found[unit.id].at if unit.id in found else unit.position_at
        if last is None or last < position.at:
            found[unit.id] = position
    return found


def _move(newest: Mapping[UUID, Position]) -> None:
    if not newest:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ids": list(newest),
                "latitudes": [position.latitude for position in newest.values()],
                "longitudes": [position.longitude for position in newest.values()],
                "moments": [position.at for position in newest.values()],
            },
        )


def _position(number: int, told: Any, now: datetime) -> Position | Refused:
    if not isinstance(told, dict):
        fault = {"position": [_("A JSON object is needed: {…}.")]}
        return Refused(number=number, callsign="", fields=fault)
    faults: Faults = json_door.strangers(told, *FIELDS)
    callsign = told.get("callsign")
    if not isinstance(callsign, str) or not callsign.strip():
        faults["callsign"] = [_("The callsign of a unit is needed.")]
    latitude = _degrees(told, "latitude", 90, faults)
    longitude = _degrees(told, "longitude", 180, faults)
    if latitude == 0 == longitude:
        # What a receiver says that has found no satellite.
        faults["latitude"] = [_("0, 0 is no place: leave out what is not known.")]
    at = _moment(told.get("at"), now, faults)
    if faults or latitude is None or longitude is None or at is None:
        shown = json_door.shown(callsign) if isinstance(callsign, str) else ""
        return Refused(number=number, callsign=shown, fields=faults)
    return Position(
        number=number, callsign=str(callsign), latitude=latitude, longitude=longitude, at=at
    )


def _degrees(told: Mapping[str, Any], name: str, most: int, faults: Faults) -> float | None:
    value = announcement.number(told.get(name), -most, most)
    if value is None:
        faults[name] = [
            _("Degrees from {lowest} to {highest} are needed.").format(lowest=-most, highest=most)
        ]
    return value


def _moment(value: Any, now: datetime, faults: Faults) -> datetime | None:
    try:
        at = query_door.moment(value if isinstance(value, str) else "")
    except ValueError as error:
        faults["at"] = [str(error)]
        return None
    if not now - LATE_BY <= at <= now + EARLY_BY:
        faults["at"] = [_("A position is of the last 24 hours, and not of the future.")]
        return None
    at = min(at, now)
    # Boards tell positions apart by the millisecond.
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _stranger(position: Position) -> Refused:
    return Refused(
        number=position.number,
        callsign=json_door.shown(position.callsign),
        fields={"callsign": [_("Your centre has no unit of this callsign.")]},
    )


def _wrong(faults: Faults) -> refusals.Invalid:
    return refusals.Invalid(_("Some fields cannot be taken as they are."), fields=faults)
