"""Local times become UTC, and the change of clocks is doubted aloud."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cae.replay.blemishes import Code
from cae.replay.sources import moments

PACIFIC = "America/Los_Angeles"


@pytest.mark.parametrize(
    "told",
    [
        "01/01/2017 01:02:03 PM",
        "1/1/2017 1:02:03 pm",
        "01/01/2017 13:02:03",
        "2017-01-01T13:02:03",
        "2017-01-01 13:02:03.000",
        "2017-01-01T21:02:03Z",
        "2017-01-01T22:02:03+01:00",
        " 2017-01-01 1:02:03 p.m. ",
    ],
)
def test_one_time_is_spelled_in_many_ways(told: str) -> None:
    found = moments.read(told, PACIFIC)
    assert found is not None
    assert (found.at, found.doubt) == (datetime(2017, 1, 1, 21, 2, 3, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("told", "hour"), [("12:00:00 AM", 8), ("12:00:00 PM", 20), ("11:59:00 PM", 7)]
)
def test_noon_and_midnight_are_twelve_hours_apart(told: str, hour: int) -> None:
    found = moments.read(f"01/01/2017 {told}", PACIFIC)
    assert found is not None
    assert found.at.hour == hour


@pytest.mark.parametrize(
    "told",
    [
        "",
        "soon",
        "01/01/2017",
        "13/01/2017 01:00:00 PM",
        "02/30/2017 01:00:00 PM",
        "01/01/2017 13:00:00 PM",
        "01/01/2017 00:30:00 AM",
        "2017-01-01 24:00:00",
        "2017-01-01 12:00:60",
        "0001-01-01 00:00:00",
        "9999-12-31 23:59:59",
        "2017-01-01T10:00:00+99:00",
        "١٧/٠١/٢٠١٧ ١٠:٠٠",
    ],
)
def test_what_is_no_time_is_none(told: str) -> None:
    assert moments.read(told, PACIFIC) is None


def test_an_hour_that_was_skipped_is_read_as_winter_time() -> None:
    found = moments.read("2017-03-12 02:30:00", PACIFIC)
    assert found == moments.Moment(
        at=datetime(2017, 3, 12, 10, 30, tzinfo=UTC), doubt=Code.CLOCK_GAP
    )


def test_an_hour_that_was_twice_is_read_as_the_first() -> None:
    found = moments.read("2016-11-06 01:30:00", PACIFIC)
    assert found == moments.Moment(
        at=datetime(2016, 11, 6, 8, 30, tzinfo=UTC), doubt=Code.CLOCK_OVERLAP
    )


@given(st.text(alphabet="0123456789/:- TAPM.+Z", max_size=30))
def test_any_text_is_a_time_or_none(told: str) -> None:
    found = moments.read(told, PACIFIC)
    assert found is None or found.at.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - local time, as sources write it
def test_every_time_reads_alike_on_both_clocks(told: datetime) -> None:
    american = moments.read(f"{told:%m/%d}/{told.year} {told:%I:%M:%S %p}", PACIFIC)
    assert american is not None
    assert american == moments.read(f"{told.year}-{told:%m-%dT%H:%M:%S}", PACIFIC)
