"""Montgomery County: every record is a call, at the time of the control room."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cae.replay.sources import files

WITHOUT_DESC = [column for column in files.MONTCO_COLUMNS if column != "desc"]


def test_a_record_is_read_at_the_time_of_its_description(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({}))
    (call,) = file.calls
    assert (file.name, file.zone) == ("montco", "America/New_York")
    assert call.received_at == datetime(2015, 12, 10, 22, 10, 52, tzinfo=UTC)
    assert call.closed_at == datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
    assert (call.type, call.agency_hint) == ("EMS: BACK PAINS/INJURY", "health")
    assert call.place == "REINDEER CT & DEAD END, NEW HANOVER"
    assert (call.latitude, call.longitude) == (40.29, -75.58)
    assert (call.incident, call.units, call.priority, call.disposition) == ("", (), "", "")
    assert files.odd(file) == []


@pytest.mark.parametrize(
    "told",
    [
        "HAWS AVE; NORRISTOWN; 2015-12-10 @ 14:39:21-Station:STA27;",
        "HAWS AVE; NORRISTOWN; 2015-12-10 @ 14:39:21;",
        "HAWS AVE; NORRISTOWN; Station 308A; 2015-12-10 @ 14:39:21",
        "HAWS AVE; NORRISTOWN; 2015-12-10@2:39:21 PM",
        "HAWS AVE; NORRISTOWN; 12/10/2015 @ 14:39:21;",
        "HAWS AVE; NORRISTOWN; Station 308A; @ 14:39:21",
    ],
)
def test_the_description_spells_its_time_in_several_ways(tmp_path: Path, told: str) -> None:
    file = files.read(tmp_path, files.montco({"desc": told}))
    assert file.calls[0].received_at == datetime(2015, 12, 10, 19, 39, 21, tzinfo=UTC)
    assert files.odd(file) == []


def test_a_time_without_a_day_is_of_the_day_nearest_to_its_publishing(tmp_path: Path) -> None:
    row = {"desc": "A; B; @ 23:58:00", "timeStamp": "2015-12-11 00:02:00"}
    file = files.read(tmp_path, files.montco(row))
    assert file.calls[0].received_at == datetime(2015, 12, 11, 4, 58, tzinfo=UTC)


def test_without_a_readable_description_the_publishing_time_counts(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({"desc": "A; B; 2015-12-10 @ 25:00:00"}))
    assert file.calls[0].received_at == datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
    assert file.calls[0].closed_at is None
    assert files.odd(file) == ["desc_time_missing"]


def test_a_file_without_descriptions_misses_none(tmp_path: Path) -> None:
    row = {"timeStamp": "2018-11-15 12:00"}
    file = files.read(tmp_path, files.montco(row, columns=WITHOUT_DESC))
    assert file.calls[0].received_at == datetime(2018, 11, 15, 17, tzinfo=UTC)
    assert files.odd(file) == []


def test_a_description_of_another_day_yields_to_the_publishing_time(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({"desc": "A; B; 2015-11-10 @ 17:10:52;"}))
    assert file.calls[0].received_at == datetime(2015, 12, 10, 22, 40, tzinfo=UTC)
    assert files.odd(file) == ["desc_time_implausible"]


def test_a_record_with_its_description_alone_is_a_call(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({"timeStamp": "##"}))
    assert file.calls[0].received_at == datetime(2015, 12, 10, 22, 10, 52, tzinfo=UTC)
    assert files.odd(file) == ["stamp_unreadable"]


def test_a_record_without_any_time_gives_no_call(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({"timeStamp": "", "desc": ""}, {}))
    assert (len(file.calls), file.rows) == (1, 2)
    assert [str(b.code) for b in file.blemishes] == ["desc_time_missing", "no_time"]


def test_the_service_in_the_title_tells_the_agency(tmp_path: Path) -> None:
    titles = ["EMS: FEVER", "Fire: PUMP DETAIL", "Traffic: VEHICLE ACCIDENT -", "Zoo: LION", ""]
    file = files.read(tmp_path, files.montco(*({"title": title} for title in titles)))
    calls = sorted(file.calls, key=lambda call: call.row)
    assert [call.agency_hint for call in calls] == ["health", "fire", "police", "", ""]
    assert calls[2].type == "Traffic: VEHICLE ACCIDENT"
    assert files.odd(file) == ["type_missing"]


def test_the_same_record_again_is_a_call_with_a_key_of_its_own(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({}, {}, {"title": "Fire: FEVER"}))
    assert len({call.key for call in file.calls}) == 3
    assert files.odd(file) == ["record_republished"]


def test_keys_do_not_depend_on_the_order_of_columns(tmp_path: Path) -> None:
    one = files.read(tmp_path, files.montco({}, {}))
    turned = files.montco({}, {}, columns=["note", *reversed(files.MONTCO_COLUMNS)])
    other = files.read(tmp_path, turned)
    assert [call.key for call in one.calls] == [call.key for call in other.calls]


@pytest.mark.parametrize(
    ("north", "east"),
    [("0", "0"), ("40.1", ""), ("91", "-75"), ("40", "-181"), ("nan", "-75"), ("4O.1", "-75")],
)
def test_coordinates_that_are_no_point_are_left_out(tmp_path: Path, north: str, east: str) -> None:
    file = files.read(tmp_path, files.montco({"lat": north, "lng": east}))
    assert (file.calls[0].latitude, file.calls[0].longitude) == (None, None)
    assert files.odd(file) == ["coordinates_unusable"]


def test_a_point_far_from_the_others_is_kept_and_noted(tmp_path: Path) -> None:
    rows = [{}, {"addr": "A"}, {"addr": "B", "lat": "41.3"}]
    file = files.read(tmp_path, files.montco(*rows))
    (far,) = (call for call in file.calls if call.blemishes)
    assert (far.latitude, far.blemishes[0].told) == (41.3, "41.3, -75.58")
    assert files.odd(file) == ["coordinates_odd"]


def test_without_an_address_the_description_tells_it(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.montco({"addr": ""}))
    assert file.calls[0].place == "REINDEER CT & DEAD END, NEW HANOVER"
