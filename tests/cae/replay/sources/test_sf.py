"""San Francisco: units and stamps as reported, whatever is odd noted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cae.replay.sources import records
from tests.cae.replay.sources import files


def stamps(run: records.UnitRun) -> dict[str, str]:
    return {stamp.status: f"{stamp.at:%H:%M:%S}" for stamp in run.stamps}


def test_a_call_is_read_with_its_unit_and_its_times_in_utc(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({}))
    (call,) = file.calls
    assert (file.name, file.rows, file.zone) == ("sf", 1, "America/Los_Angeles")
    assert (call.key, call.incident, call.row) == ("170010001", "17000001", 1)
    assert call.received_at == datetime(2017, 1, 1, 21, 0, 0, tzinfo=UTC)
    assert call.entered_at == datetime(2017, 1, 1, 21, 0, 30, tzinfo=UTC)
    assert call.closed_at == datetime(2017, 1, 1, 21, 30, tzinfo=UTC)
    assert (call.type, call.priority, call.disposition) == ("Medical Incident", "3", "Fire")
    assert call.place == "1600 Block of CLAY ST, San Francisco"
    assert (call.latitude, call.longitude) == (37.7925, -122.4202)
    (run,) = call.units
    assert (run.unit, run.kind, run.agency, run.freed_by_rule) == ("E41", "ENGINE", "fire", False)
    assert stamps(run) == {
        "dispatched": "21:01:00",
        "en_route": "21:02:00",
        "on_scene": "21:05:00",
        "available": "21:30:00",
    }
    assert files.odd(file) == []


def test_rows_of_one_call_are_one_call_wherever_they_stand(tmp_path: Path) -> None:
    file = files.read(
        tmp_path,
        files.sf({}, {"Call Number": "170010002", "Unit ID": "T03"}, {"Unit ID": "B04"}),
    )
    assert [[run.unit for run in call.units] for call in file.calls] == [["E41", "B04"], ["T03"]]


def test_a_unit_belongs_to_the_agency_of_its_kind(tmp_path: Path) -> None:
    kinds = ["MEDIC", "Private", "RESCUE CAPTAIN", "TRUCK", "RESCUE SQUAD", "ZEPPELIN", ""]
    rows = [{"Unit ID": f"U{n}", "Unit Type": kind} for n, kind in enumerate(kinds)]
    file = files.read(tmp_path, files.sf(*rows))
    (call,) = file.calls
    assert [run.agency for run in call.units] == [
        *["health"] * 3,
        *["fire"] * 4,
    ]
    assert files.odd(file) == ["unit_kind_unknown"] * 2


def test_a_row_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({}, {}, {"Unit Type": "TRUCK"}))
    assert (file.rows, len(file.calls), len(file.calls[0].units)) == (3, 1, 1)
    assert file.calls[0].units[0].kind == "ENGINE"
    assert [(str(b.code), b.row) for b in file.blemishes] == [
        ("row_repeated", 2),
        ("row_contradicts", 3),
    ]


def test_without_row_keys_only_the_same_row_again_is_left_out(tmp_path: Path) -> None:
    columns = [column for column in files.SF_COLUMNS if column != "RowID"]
    file = files.read(tmp_path, files.sf({}, {}, {"Unit ID": "T03"}, columns=columns))
    assert [run.unit for run in file.calls[0].units] == ["E41", "T03"]
    assert files.odd(file) == ["row_repeated"]


def test_rows_that_tell_their_call_differently_leave_it_as_the_first_told(tmp_path: Path) -> None:
    file = files.read(
        tmp_path,
        files.sf(
            {"City": ""},
            {"Unit ID": "T03", "Call Type": "Alarms", "Call Final Disposition": "Other"},
        ),
    )
    (call,) = file.calls
    assert (call.type, call.disposition) == ("Medical Incident", "Fire")
    assert call.place.endswith(", San Francisco")
    assert [blemish.told for blemish in call.blemishes] == [
        "Call Type: Medical Incident / Alarms",
        "Call Final Disposition: Fire / Other",
    ]


def test_a_call_without_its_time_takes_the_earliest_other(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({"Received DtTm": "", "Entry DtTm": "soon"}))
    assert file.calls[0].received_at == datetime(2017, 1, 1, 21, 1, tzinfo=UTC)
    assert files.odd(file) == ["received_missing", "stamp_unreadable"]


def test_of_several_times_of_one_call_the_first_told_counts(tmp_path: Path) -> None:
    one, other = "01/01/2017 01:00:00 PM", "01/01/2017 12:50:00 PM"
    told = ["", one, other, one]
    rows = [{"Unit ID": f"E{n}", "Received DtTm": text} for n, text in enumerate(told)]
    file = files.read(tmp_path, files.sf(*rows))
    assert file.calls[0].received_at == datetime(2017, 1, 1, 21, tzinfo=UTC)
    assert files.odd(file) == ["call_fields_differ"]


def test_a_row_without_any_time_gives_no_call_and_is_told(tmp_path: Path) -> None:
    nothing = {column: "" for column in files.SF_COLUMNS if column.endswith("DtTm")}
    file = files.read(tmp_path, files.sf(nothing))
    assert (file.calls, file.rows) == ((), 1)
    assert files.odd(file) == ["no_time", "unit_without_stamps"]


def test_a_row_without_a_call_number_gives_no_call(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({"Call Number": " "}, {}))
    assert (len(file.calls), files.odd(file)) == (1, ["key_missing"])


def test_a_row_without_a_unit_still_tells_its_call(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({"Unit ID": ""}))
    assert (len(file.calls), file.calls[0].units) == (1, ())
    assert file.calls[0].closed_at == datetime(2017, 1, 1, 21, 30, tzinfo=UTC)
    assert files.odd(file) == ["unit_missing"]


def test_disordered_stamps_stay_as_reported(tmp_path: Path) -> None:
    file = files.read(
        tmp_path,
        files.sf(
            {
                "Transport DtTm": "01/01/2017 01:20:00 PM",
                "Hospital DtTm": "01/01/2017 01:19:00 PM",
            }
        ),
    )
    run = stamps(file.calls[0].units[0])
    assert (run["transporting"], run["at_hospital"]) == ("21:20:00", "21:19:00")
    assert files.odd(file) == ["stamps_disordered"]


def test_a_stamp_before_the_call_is_noted(tmp_path: Path) -> None:
    early = {"Dispatch DtTm": "01/01/2017 12:59:00 PM", "Entry DtTm": "01/01/2017 12:58:00 PM"}
    file = files.read(tmp_path, files.sf(early))
    assert files.odd(file) == ["before_received", "before_received"]


def test_a_stamp_may_be_missing_until_a_later_one_is_there(tmp_path: Path) -> None:
    quiet = files.read(tmp_path, files.sf({"Response DtTm": "", "On Scene DtTm": ""}))
    assert files.odd(quiet) == []
    told = files.read(tmp_path, files.sf({"Response DtTm": "", "Dispatch DtTm": ""}))
    assert files.odd(told) == ["stamp_missing", "stamp_missing"]


def test_a_unit_that_never_arrived_was_cancelled_on_the_way(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({"On Scene DtTm": ""}))
    assert files.odd(file) == ["cancelled_on_the_way"]


def test_a_unit_never_freed_is_free_an_hour_after_its_last_time(tmp_path: Path) -> None:
    file = files.read(tmp_path, files.sf({"Available DtTm": "never"}))
    (run,) = file.calls[0].units
    assert run.freed_by_rule
    assert run.stamps[-1].at - run.stamps[-2].at == timedelta(minutes=60)
    assert files.odd(file) == ["available_missing", "stamp_unreadable"]


def test_a_unit_never_freed_is_free_when_it_is_next_sent(tmp_path: Path) -> None:
    file = files.read(
        tmp_path,
        files.sf(
            {"Available DtTm": ""},
            {"Call Number": "170010002", "Dispatch DtTm": "01/01/2017 01:40:00 PM"},
        ),
    )
    assert stamps(file.calls[0].units[0])["available"] == "21:40:00"
    assert "dispatched_before_free" not in files.odd(file)


def test_a_unit_sent_before_it_was_free_is_noted_on_the_later_call(tmp_path: Path) -> None:
    file = files.read(
        tmp_path,
        files.sf(
            {
                "Call Number": "170010002",
                "Received DtTm": "01/01/2017 01:10:00 PM",
                "Entry DtTm": "",
                "Dispatch DtTm": "01/01/2017 01:29:59 PM",
                "Response DtTm": "",
                "On Scene DtTm": "",
            },
            {},
        ),
    )
    first, later = file.calls
    assert first.blemishes == ()
    assert [(str(b.code), b.row) for b in later.blemishes] == [("dispatched_before_free", 1)]
    assert stamps(first.units[0])["available"] == "21:30:00"


def test_columns_may_be_named_as_the_city_interface_names_them(tmp_path: Path) -> None:
    content = files.sf({"Received DtTm": "2017-01-01T13:00:00.000"})
    header, _, rest = content.partition("\n")
    file = files.read(tmp_path, f"{header.lower().replace(' ', '_')}\n{rest}")
    assert file.calls[0].received_at == datetime(2017, 1, 1, 21, tzinfo=UTC)
    assert files.odd(file) == []


def test_a_place_may_be_written_in_three_ways(tmp_path: Path) -> None:
    told = ["(37.7, -122.4)", "POINT (-122.4 37.7)", "CLAY ST\nSan Francisco, CA\n(37.7, -122.4)"]
    rows = [{"Call Number": str(n), "Location": text} for n, text in enumerate(told)]
    file = files.read(tmp_path, files.sf(*rows))
    assert {(call.latitude, call.longitude) for call in file.calls} == {(37.7, -122.4)}
