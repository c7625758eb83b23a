"""Read what a gateway tells of a call it has announced: strict, what is wrong is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import json_door, query_door, refusals
from calls.casefile.kinds import EndedBy
from calls.casefile.models import Call
from calls.telephony import announcement
from calls.telephony.announcement import ReportedFix

FIX_FIELDS = ("latitude", "longitude", "radius_m", "source", "at")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
Faults = dict[str, list[str]]


def find(call_id: str) -> Call:
    """Give the call of a gateway's own id, or of the id the centre answered with.

    Raises NotFound where there is none.
    """
    if len(call_id) <= announcement.CALL_ID_AT_MOST and not _CONTROL.search(call_id):
        call = Call.objects.filter(gateway_call_id=call_id).first()
        ours = _identity(call_id)
        if call is None and ours is not None:
            call = Call.objects.filter(id=ours).first()
        if call is not None:
            return call
    raise refusals.NotFound(_("There is no such call."))


def read_ending(told: Any, *, call: Call, now: datetime) -> tuple[EndedBy, datetime]:
    """Give who ended a call and when: `{"ended_by", "at"}`; without a time, now."""
    fields = _object(told)
    faults = json_door.strangers(fields, "ended_by", "at")
    ended_by = str(fields.get("ended_by"))
    if ended_by not in EndedBy.values:
        faults["ended_by"] = [
            _("One of these is needed: {values}.").format(values=", ".join(EndedBy.values))
        ]
    at = _moment(fields.get("at"), "at", faults)
    if at is not None and not call.received_at <= at <= now + announcement.EARLY_BY:
        faults["at"] = [_("A call ends after it began, and not in the future.")]
    _refuse(faults)
    return EndedBy(ended_by), at or now


def read_fixes(told: Any, *, now: datetime) -> tuple[ReportedFix, ...]:
    """Give the fixes told: one, or a list of them, of the shape of an announcement's.

    Without a time of its own a fix is of now.
    """
    several = isinstance(told, list)
    if several and not 1 <= len(told) <= announcement.FIXES_AT_MOST:
        limit = announcement.FIXES_AT_MOST
        _refuse({json_door.BODY: [_("From 1 to {limit} fixes are taken.").format(limit=limit)]})
    faults: Faults = {}
    found = [
        _fix(item, f"[{number}]." if several else "", now, faults)
        for number, item in enumerate(told if several else [told])
    ]
    _refuse(faults)
    return tuple(fix for fix in found if fix is not None)


def _fix(told: Any, place: str, now: datetime, faults: Faults) -> ReportedFix | None:
    if not isinstance(told, dict):
        faults[place.rstrip(".") or json_door.BODY] = [_("A JSON object is needed: {…}.")]
        return None
    of_this: Faults = json_door.strangers(told, *FIX_FIELDS)
    latitude = _between(told, "latitude", 90, of_this)
    longitude = _between(told, "longitude", 180, of_this)
    radius = announcement.number(told.get("radius_m"), 0, announcement.RADIUS_AT_MOST)
    if radius is None and told.get("radius_m") is not None:
        of_this["radius_m"] = [
            _("Metres from 0 to {limit} are needed.").format(limit=announcement.RADIUS_AT_MOST)
        ]
    source = told.get("source", announcement.USUAL_SOURCE)
    if not isinstance(source, str) or not announcement.SOURCE.fullmatch(source):
        of_this["source"] = [_("A word such as aml, ecall, network or app is needed.")]
    at = _moment(told.get("at"), "at", of_this)
    if at is not None and not announcement.is_plausible(at, now):
        of_this["at"] = [_("A fix is of the last 24 hours, and not of the future.")]
    faults |= {place + name: texts for name, texts in of_this.items()}
    if of_this or latitude is None or longitude is None:
        return None
    return ReportedFix(
        source=str(source), latitude=latitude, longitude=longitude, radius_m=radius, at=at or now
    )


def _object(told: Any) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        _refuse({json_door.BODY: [_("A JSON object is needed: {…}.")]})
    fields: Mapping[str, Any] = told
    return fields


def _between(told: Mapping[str, Any], name: str, most: int, faults: Faults) -> float | None:
    value = announcement.number(told.get(name), -most, most)
    if value is None:
        faults[name] = [
            _("Degrees from {lowest} to {highest} are needed.").format(lowest=-most, highest=most)
        ]
    return value


def _moment(value: Any, name: str, faults: Faults) -> datetime | None:
    if value is None:
        return None
    try:
        return query_door.moment(value if isinstance(value, str) else "")
    except ValueError as error:
        faults[name] = [str(error)]
        return None


def _identity(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refuse(faults: Faults) -> None:
    if faults:
        raise refusals.Invalid(_("Some fields cannot be taken as they are."), fields=faults)
