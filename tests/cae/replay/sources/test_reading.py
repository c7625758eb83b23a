"""A file tells its source by its header, and nothing in it makes the reader fall."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cae.replay import blemishes
from cae.replay.sources import reading, records
from tests.cae.replay.sources import files

SAMPLES = {"sf": files.sf, "montco": files.montco, "seattle": files.seattle}
COLUMNS = {
    "sf": files.SF_COLUMNS,
    "montco": files.MONTCO_COLUMNS,
    "seattle": files.SEATTLE_COLUMNS,
}
NASTY = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\uffff",
    '"',
    "\n",
    ",",
    "NaN",
    "1e999",
    "(1e9, 1)",
    "-",
    "@",
    "2015-12-10 @ 99:99:99",
    "01/01/2017 01:00:00 PM",
    "11/06/2016 01:30:00 AM",
    "9" * 300,
)
cell = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))


@pytest.mark.parametrize("source", SAMPLES)
def test_a_source_is_known_by_its_columns_in_any_order(tmp_path: Path, source: str) -> None:
    columns = ["extra", *reversed(COLUMNS[source]), "more"]
    file = files.read(tmp_path, SAMPLES[source]({}, columns=columns))
    assert (file.name, len(file.calls), files.odd(file)) == (source, 1, [])


@pytest.mark.parametrize("source", SAMPLES)
def test_columns_that_are_not_needed_may_be_missing(tmp_path: Path, source: str) -> None:
    columns = reading.SOURCES[source].REQUIRED
    file = files.read(tmp_path, SAMPLES[source]({}, columns=columns))
    assert (file.name, len(file.calls)) == (source, 1)


def test_a_strange_header_is_refused_with_what_each_source_needs(tmp_path: Path) -> None:
    for content in ("", "\n", "lat,lng\n1,2\n", '{"a": 1}', b"\x89PNG\r\n\x1a\n\x00"):
        with pytest.raises(reading.UnknownSource, match="sf needs Call Number") as refusal:
            files.read(tmp_path, content)
        assert "montco needs title, timeStamp" in str(refusal.value)
        assert "seattle needs timestamp, incident_number" in str(refusal.value)


def test_a_named_source_must_be_one_and_find_its_columns(tmp_path: Path) -> None:
    assert files.read(tmp_path, files.seattle({}), source="seattle").name == "seattle"
    with pytest.raises(reading.UnknownSource, match="sf needs") as refusal:
        files.read(tmp_path, files.seattle({}), source="sf")
    assert "montco" not in str(refusal.value)
    with pytest.raises(reading.UnknownSource, match="sf, montco, seattle"):
        files.read(tmp_path, files.seattle({}), source="london")


def test_calls_come_by_time_and_then_by_key(tmp_path: Path) -> None:
    rows = [
        {"incident_number": "F3", "timestamp": "2017-06-01T00:00:02"},
        {"incident_number": "F2", "timestamp": "2017-06-01T00:00:01"},
        {"incident_number": "F1", "timestamp": "2017-06-01T00:00:02"},
    ]
    file = files.read(tmp_path, files.seattle(*rows))
    assert [call.key for call in file.calls] == ["F2", "F1", "F3"]


def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    whole = files.sf({}, {"Call Number": "170010002"})
    for end in range(len(whole.partition("\n")[0]) + 1, len(whole)):
        file = files.read(tmp_path, whole[:end])
        assert {call.key for call in file.calls} <= {"170010001", "170010002"}
        assert file.rows in {0, 1, 2}


@pytest.mark.parametrize("source", SAMPLES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_field_makes_the_reader_fall(tmp_path: Path, source: str, data: st.DataObject) -> None:
    changes = st.dictionaries(st.sampled_from(COLUMNS[source]), cell, max_size=5)
    rows = data.draw(st.lists(changes, min_size=1, max_size=5))
    content = SAMPLES[source](*rows).encode(errors="surrogatepass")
    whole_or_broken = data.draw(st.integers(0, len(content)))
    for content_read in (content, content[:whole_or_broken] + b"\n" + content):
        check(content_read, tmp_path, source)


def check(content: bytes, tmp_path: Path, source: str) -> None:
    """Check that what was read is whole: keys, order, times, texts, every row accounted for."""
    try:
        file = files.read(tmp_path, content, source=source)
    except reading.UnknownSource:
        return
    keys = [call.key for call in file.calls]
    assert len(set(keys)) == len(keys)
    assert list(file.calls) == sorted(file.calls, key=lambda call: (call.received_at, call.key))
    assert len(file.calls) <= file.rows
    if not file.calls and file.rows:
        assert file.blemishes
    for call in file.calls:
        assert call.received_at.utcoffset() is not None
        assert not set(f"{call.key}{call.type}{call.place}") & set("\x00\n\r")
        assert len(call.place) <= 400
        for run in call.units:
            assert 0 < len(run.unit) <= 16
            assert run.stamps == () or run.stamps[-1].status == "available"
            assert all(stamp.status in records.STATUSES for stamp in run.stamps)
        for blemish in call.blemishes:
            assert blemish.code in blemishes.EXPLANATIONS
            assert "\x00" not in blemish.told
            assert len(blemish.told) <= 120
