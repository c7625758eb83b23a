"""A file is judged by its types alone: what is printed is the plan's, and nothing is replayed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core import management

from calls.casefile.models import Case
from tests.cae.replay.sources import files

pytestmark = pytest.mark.usefixtures("database")


def shown(folder: Path, text: str, *more: str) -> tuple[str, str]:
    path, out, faults = folder / "night.csv", io.StringIO(), io.StringIO()
    path.write_text(text, encoding="utf-8")
    management.call_command("replay", str(path), "--judge-only", *more, stdout=out, stderr=faults)
    return out.getvalue(), faults.getvalue()


def test_a_file_is_judged_where_nothing_may_be_replayed(tmp_path: Path) -> None:
    zeppelin = {"Call Number": "2", "Incident Number": "2", "Call Type": "Zeppelin Landing"}
    told, faults = shown(tmp_path, files.sf({}, zeppelin))
    assert "sf: 2 calls" in told
    assert "by the source's own priority at call taking" in told
    assert "1 × Medical Incident: 2 there, P1 here (+1, general)" in told
    assert "1 × unclassified: Zeppelin Landing" in told
    assert "1 × Zeppelin Landing" in told.split("type_unknown")[1]
    assert faults == ""
    assert not Case.objects.exists()


def test_another_table_judges_otherwise_and_its_faults_are_told(tmp_path: Path) -> None:
    types = tmp_path / "types.csv"
    types.write_text(
        "source,source_type,family,protocol,answers\n"
        "sf,Medical Incident,SAN,unconscious,awake=no breathing=no\n"
        "sf,Broken,SAN,unconscious,awake=perhaps\n"
    )
    told, faults = shown(tmp_path, files.sf({}), "--type-map", str(types))
    assert "1 × Medical Incident: 2 there, P0 here (+2, unconscious)" in told
    assert "types.csv:2: " in faults
    assert "awake=perhaps" in faults
