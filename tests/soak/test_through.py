"""The page tells what the book makes of a file: shares, priorities, and who is in no protocol."""

from __future__ import annotations

from pathlib import Path

from tests.cae.replay.sources import files
from tests.soak import through


def test_a_file_is_told_beside_its_own_priorities(tmp_path: Path) -> None:
    path = tmp_path / "night.csv"
    other = {"Call Number": "2", "Incident Number": "2", "Call Type": "Other"}
    path.write_text(files.sf({}, other), encoding="utf-8")
    told = through.of_file(path)
    assert told["rules"]["nothing amiss (so it is judged)"] == {"graver": 1}
    page = through.text([told])
    assert "| SAN | 1 (50%) |  | 1 (100%) |  |  |  |  |" in page
    assert "| 2 | 2 (100%) |  | 2 (100%) |  |  |  |  |" in page
    assert "| Medical Incident | 1 | 2 | P1 | +1 | general |" in page
    assert "- night.csv: Other (1)." in page
