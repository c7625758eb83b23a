"""Seattle: an incident's rows are one call, its units freed by rule."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cae.replay.sources import seattle
from tests.cae.replay.sources import files


def test_an_incident_is_read_with_the_units_of_all_its_rows(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.seattle({}, {"units": "E13 A5"}))
    (call,) = file.calls
    assert (file.name, file.rows, file.zone) == ("seattle", 2, "America/Los_Angeles")
    assert call.received_at == datetime(2017, 6, 1, 7, 14, 16, tzinfo=UTC)
    assert (call.key, call.incident, call.type) == ("F170053644", "F170053644", "Medic Response")
    assert (call.latitude, call.longitude, call.closed_at) == (None, None, None)
    assert [(run.unit, run.agency) for run in call.units] == [
        ("M10", "health"),
        ("E13", "fire"),
        ("A5", "health"),
    ]
    assert files.odd(file) == []


def test_a_unit_is_free_after_three_quarters_of_an_hour(tmp_path: Path) -> None:
    run = files.read(tmp_path, files.seattle({})).calls[0].units[0]
    assert run.freed_by_rule
    assert [(s.status, f"{s.at:%H:%M:%S}") for s in run.stamps] == [
        ("dispatched", "07:14:16"),
        ("available", "07:59:16"),
    ]


def test_a_unit_is_free_when_it_is_next_sent(tmp_path: Path) -> None:
    later = {"incident_number": "F2", "timestamp": "2017-06-01T00:20:00", "units": "E13"}
    first, second = files.read(tmp_path, files.seattle({}, later)).calls
    assert [f"{run.stamps[-1].at:%H:%M:%S}" for run in first.units] == ["07:59:16", "07:20:00"]
    assert f"{second.units[0].stamps[-1].at:%H:%M:%S}" == "08:05:00"


def test_a_unit_in_two_incidents_at_once_is_noted(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.seattle({}, {"incident_number": "F2", "units": "E13"}))
    assert files.odd(file) == ["unit_in_two_places"]
    assert all(run.stamps[0].at <= run.stamps[-1].at for call in file.calls for run in call.units)


def test_of_several_times_the_earliest_is_the_call(tmp_path: Path) -> None:
    rows = [{"units": "E13"}, {"timestamp": "2017-06-01T00:10:00", "units": "M10 E13"}]
    file = files.read(tmp_path, files.seattle(*rows))
    (call,) = file.calls
    assert call.received_at == datetime(2017, 6, 1, 7, 10, tzinfo=UTC)
    assert {run.stamps[0].at for run in call.units} == {call.received_at}
    assert files.odd(file) == ["timestamps_differ"]


def test_rows_that_differ_and_rows_without_units_are_noted(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.seattle({"units": ""}, {"location": "Elsewhere"}))
    assert file.calls[0].place == "3000 Block of 17th Av S"
    assert files.odd(file) == ["call_fields_differ", "unit_missing"]


def test_rows_without_key_or_time_give_no_call(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.seattle({"incident_number": ""}, {"timestamp": "noon"}))
    assert file.calls == ()
    assert files.odd(file) == ["key_missing", "no_time", "stamp_unreadable"]


@pytest.mark.parametrize(
    ("unit", "agency"),
    [("A5", "health"), ("M44", "health"), ("AMR1", "health"), ("M/A84", "health"), ("E13", "fire")]
    + [(unit, "fire") for unit in ("AIR9", "MAR5", "MRN1", "FIREBOAT", "SAFT2", "L1", "7")],
)
def test_a_unit_belongs_to_the_agency_of_its_letters(unit: str, agency: str) -> None:
    assert seattle.agency(unit) == agency
