"""Roughly where a phone is: a geohash of five letters, and the municipality around it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import DatabaseError, transaction

from calls.casefile.models import Call
from calls.directory import queries as directory
from calls.directory.models import Municipality
from calls.telephony.announcement import ReportedFix

LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"
LENGTH = 5
_BITS = 5
log = logging.getLogger(__name__)


def geohash(latitude: float, longitude: float, length: int = LENGTH) -> str:
    """Give the geohash of a point (WGS 84 degrees); five letters are a cell of some 5 km.

    Each bit halves a range, longitude first, by turns; five bits are a letter.
    """
    ranges = [[-180.0, 180.0], [-90.0, 90.0]]
    cell = 0
    for turn in range(length * _BITS):
        span, value = ranges[turn % 2], (longitude, latitude)[turn % 2]
        middle = (span[0] + span[1]) / 2
        above = value >= middle
        span[0 if above else 1] = middle
        cell = cell << 1 | above
    places = range((length - 1) * _BITS, -1, -_BITS)
    return "".join(LETTERS[cell >> place & 31] for place in places)


def municipality(latitude: float, longitude: float) -> Municipality | None:
    """Give the municipality a phone is in, or none where that cannot be told: it rings anyway."""
    try:
        with transaction.atomic():
            return directory.municipality_at(latitude, longitude)
    except (DatabaseError, ValueError):
        log.exception("no municipality for a fix")
        return None


def place(call: Call, fixes: Iterable[ReportedFix]) -> None:
    """Say of a call where the newest of these fixes is; without any it stays as it was."""
    newest = max(fixes, key=lambda fix: fix.at, default=None)
    if newest is not None:
        call.area = geohash(newest.latitude, newest.longitude)
        call.municipality = municipality(newest.latitude, newest.longitude)
