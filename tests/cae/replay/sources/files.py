"""Small call files, written as the sources publish theirs."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from cae.replay.sources import reading, records

SHARED = Path(__file__).parents[5] / "shared" / "data"
MISSING = "../shared/data is not beside this repository"

SF_ROW = {
    "Call Number": "170010001",
    "Unit ID": "E41",
    "Incident Number": "17000001",
    "Call Type": "Medical Incident",
    "Received DtTm": "01/01/2017 01:00:00 PM",
    "Entry DtTm": "01/01/2017 01:00:30 PM",
    "Dispatch DtTm": "01/01/2017 01:01:00 PM",
    "Response DtTm": "01/01/2017 01:02:00 PM",
    "On Scene DtTm": "01/01/2017 01:05:00 PM",
    "Transport DtTm": "",
    "Hospital DtTm": "",
    "Call Final Disposition": "Fire",
    "Available DtTm": "01/01/2017 01:30:00 PM",
    "Address": "1600 Block of CLAY ST",
    "City": "San Francisco",
    "Original Priority": "2",
    "Priority": "3",
    "Final Priority": "3",
    "Unit Type": "ENGINE",
    "Location": "(37.7925, -122.4202)",
}
SF_COLUMNS = (*SF_ROW, "RowID")
MONTCO_ROW = {
    "lat": "40.29",
    "lng": "-75.58",
    "desc": "REINDEER CT & DEAD END;  NEW HANOVER; Station 332; 2015-12-10 @ 17:10:52;",
    "zip": "19525",
    "title": "EMS: BACK PAINS/INJURY",
    "timeStamp": "2015-12-10 17:40:00",
    "twp": "NEW HANOVER",
    "addr": "REINDEER CT & DEAD END",
    "e": "1",
}
MONTCO_COLUMNS = tuple(MONTCO_ROW)
SEATTLE_ROW = {
    "timestamp": "2017-06-01T00:14:16",
    "incident_number": "F170053644",
    "level": "1",
    "units": "M10 E13",
    "location": "3000 Block of 17th Av S",
    "incident_type": "Medic Response",
}
SEATTLE_COLUMNS = tuple(SEATTLE_ROW)


def written(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Write rows under a header, as the sources do."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sf(*rows: Mapping[str, str], columns: Iterable[str] = SF_COLUMNS) -> str:
    """Write San Francisco rows: each says how it differs from SF_ROW."""
    filled = [{**SF_ROW, **row} for row in rows]
    for row in filled:
        row.setdefault("RowID", f"{row['Call Number']}-{row['Unit ID']}")
    return written(columns, filled)


def montco(*rows: Mapping[str, str], columns: Iterable[str] = MONTCO_COLUMNS) -> str:
    """Write Montgomery rows: each says how it differs from MONTCO_ROW."""
    return written(columns, [{**MONTCO_ROW, **row} for row in rows])


def seattle(*rows: Mapping[str, str], columns: Iterable[str] = SEATTLE_COLUMNS) -> str:
    """Write Seattle rows: each says how it differs from SEATTLE_ROW."""
    return written(columns, [{**SEATTLE_ROW, **row} for row in rows])


def read(folder: Path, content: str | bytes, *, source: str | None = None) -> records.SourceFile:
    """Read a file of this content."""
    path = folder / "calls.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return reading.read(path, source=source)


def odd(file: records.SourceFile) -> list[str]:
    """Return the codes of everything noted, of calls and of rows without one."""
    noted = [*file.blemishes, *(blemish for call in file.calls for blemish in call.blemishes)]
    return sorted(str(blemish.code) for blemish in noted)
