"""The reference files read whole, with the counts that their provenance gives."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cae.replay import typemap
from cae.replay.sources import incidents, reading, records
from tests.cae.replay.sources import files

pytestmark = pytest.mark.skipif(not files.SHARED.is_dir(), reason=files.MISSING)

SF = "sf-fire-ems/calls_units_2016-12-31_2017-01-03.csv"
FIRES = "sf-fire-multiunit/fire_calls_units_2009_2014.csv"
DECEMBER = "montco-911/calls_2015-12-10_2015-12-24.csv"
MIDDAYS = "montco-911/midday_windows_2016-01_2017-05.csv"
STORM = "montco-911/snowstorm_2018-11-15_1200-1329.csv"
SEATTLE = "seattle-fire/realtime911_2017-06-01_2017-06-25.csv"
SECONDS_AT_MOST = 2


def read(name: str) -> records.SourceFile:
    return reading.read(files.SHARED / name)


def odd(file: records.SourceFile) -> Counter[str]:
    return Counter(files.odd(file))


@pytest.mark.parametrize(
    ("name", "source", "rows", "calls"),
    [
        (SF, "sf", 3786, 1800),
        (FIRES, "sf", 2544, 554),
        (DECEMBER, "montco", 5609, 5609),
        (MIDDAYS, "montco", 1170, 1170),
        (STORM, "montco", 387, 387),
        (SEATTLE, "seattle", 8169, 6793),
    ],
)
def test_every_row_is_accounted_for_in_time(name: str, source: str, rows: int, calls: int) -> None:
    started = time.process_time()
    file = read(name)
    assert time.process_time() - started < SECONDS_AT_MOST
    assert (file.name, file.rows, len(file.calls)) == (source, rows, calls)
    assert file.blemishes == ()
    assert all(call.latitude is not None for call in file.calls) == (source != "seattle")


def test_the_blemishes_of_the_new_year_are_those_known() -> None:
    file = read(SF)
    # 593 rows set out and never arrived; three of them went on to a hospital all the same.
    assert odd(file) == {
        "stamps_disordered": 8,
        "dispatched_before_free": 3,
        "cancelled_on_the_way": 590,
        "stamp_missing": 3,
        "available_missing": 4,
    }
    set_out = [
        any(stamp.status == "en_route" for unit in call.units for stamp in unit.stamps)
        for call in file.calls
    ]
    assert set_out.count(False) == 4
    assert sum(len(call.units) for call in file.calls) == 3786
    days = Counter(
        call.received_at.astimezone(ZoneInfo(file.zone)).date().isoformat() for call in file.calls
    )
    assert days["2017-01-01"] == max(days.values()) == 539


def test_the_fires_have_the_units_known() -> None:
    units = [len(call.units) for call in read(FIRES).calls]
    share = Counter(min(count, 10) for count in units)
    assert max(units) == 15
    assert [share[n] for n in (1, 2, 3, 10)] == [140, 135, 113, 158]


def test_december_is_read_by_the_time_of_its_control_room() -> None:
    file = read(DECEMBER)
    assert odd(file) == {"coordinates_odd": 1}
    hours = Counter(
        f"{call.received_at.astimezone(ZoneInfo(file.zone)):%m-%d %H}" for call in file.calls
    )
    assert hours.most_common(1) == [("12-23 17", 62)]
    delays = sorted(
        call.closed_at - call.received_at for call in file.calls if call.closed_at is not None
    )
    assert delays[len(delays) // 2] == timedelta(seconds=211)


def test_the_storm_has_its_hour() -> None:
    file = read(STORM)
    noon = [c for c in file.calls if c.received_at.astimezone(ZoneInfo(file.zone)).hour == 12]
    assert len(noon) == 223


def test_seattle_has_nothing_odd() -> None:
    assert odd(read(SEATTLE)) == {}


@pytest.mark.parametrize("name", [SF, FIRES, DECEMBER, MIDDAYS, STORM, SEATTLE])
def test_every_type_of_the_reference_files_is_known(name: str) -> None:
    file, types = read(name), typemap.read()
    assert {c.type for c in file.calls if not types.look_up(file.name, c.type).known} == set()


def test_the_storm_has_fewer_incidents_than_records() -> None:
    calls = read(STORM).calls
    groups = incidents.grouping(calls, related=typemap.relation(typemap.read(), "montco"))
    assert sum(len(keys) for keys in groups) == 387
    assert 300 < len(groups) < 350


def test_a_file_beside_its_copy_is_the_same(tmp_path: Path) -> None:
    content = (files.SHARED / STORM).read_bytes()
    assert files.read(tmp_path, content) == read(STORM)
