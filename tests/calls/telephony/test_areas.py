"""Roughly where a phone is."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from calls.directory import queries as directory
from calls.telephony import areas
from tests.calls import room as rooms

# The first is the example of the system's own inventor, the others are widely published.
KNOWN = [
    (57.64911, 10.40744, "u4pruydqqvj"),
    (42.605, -5.603, "ezs42"),
    (37.8324, 112.5584, "ww8p1r4t8"),
    (-25.382708, -49.265506, "6gkzwgjzn820"),
    (0.0, 0.0, "s0000"),
    (90.0, 180.0, "zzzzz"),
    (-90.0, -180.0, "00000"),
]


@pytest.mark.parametrize(("latitude", "longitude", "letters"), KNOWN)
def test_a_geohash_is_the_one_everybody_writes(
    latitude: float, longitude: float, letters: str
) -> None:
    assert areas.geohash(latitude, longitude, len(letters)) == letters
    assert areas.geohash(latitude, longitude) == letters[:5]


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180), length=st.integers(2, 9))
def test_a_longer_geohash_lies_in_the_shorter_one(
    latitude: float, longitude: float, length: int
) -> None:
    letters = areas.geohash(latitude, longitude, length)
    assert len(letters) == length
    assert letters.startswith(areas.geohash(latitude, longitude, length - 1))


def test_a_call_rings_although_its_municipality_cannot_be_told(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(latitude: float, longitude: float) -> None:
        raise DatabaseError("broken")

    monkeypatch.setattr(directory, "municipality_at", broken)
    call = rooms.call(room.ring(location={"latitude": 40.97, "longitude": -5.66}))
    assert (call.state, call.area, call.municipality) == ("ringing", "ez7cp", None)
