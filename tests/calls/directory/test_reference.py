"""The shipped tables, and how they enter a database."""

import csv
import datetime as dt
import io
import time
from pathlib import Path

import pytest
from django.core import management

from calls.directory import models, queries, reference
from tests.support import clones

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def test_every_municipality_of_spain_is_shipped_with_a_point() -> None:
    shipped = reference.municipalities()
    assert len({municipality.ine_code for municipality in shipped}) == len(shipped) == 8131
    assert len({municipality.province_code for municipality in shipped}) == 52
    assert len({municipality.ccaa_code for municipality in shipped}) == 19
    assert all(27 < (municipality.latitude or 0) < 44 for municipality in shipped)
    assert all(-19 < (municipality.longitude or 99) < 5 for municipality in shipped)


def test_few_municipalities_have_no_outline() -> None:
    undrawn = [town for town in reference.municipalities() if not town.outline]
    assert len(undrawn) == 12
    assert all(town.south is None for town in undrawn)


def test_every_place_lies_in_a_shipped_municipality() -> None:
    codes = {municipality.ine_code for municipality in reference.municipalities()}
    assert {place.municipality_id for place in reference.places()} <= codes


def test_every_agency_has_a_kind_we_know() -> None:
    assert {agency.kind for agency in reference.agencies()} == set(models.AgencyKind)


def test_the_sources_of_the_tables_are_named() -> None:
    readme = (reference.DATA / "README.md").read_text(encoding="utf-8")
    for word in ("INE", "IGN España", "GeoNames", "CC BY 4.0"):
        assert word in readme
    for table in reference.DATA.glob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _row in csv.DictReader(file))
        assert f"`{table.name}` | {rows:,} |" in readme


def test_a_second_load_writes_nothing_and_is_quick(database: clones.Clone) -> None:
    first = reference.load(now=NOW)
    loaded_at = models.ReferenceLoad.objects.get().loaded_at
    started = time.perf_counter()
    second = reference.load(now=NOW + dt.timedelta(days=1))
    assert time.perf_counter() - started < 1
    assert (first.municipalities, first.places) == (8131, 7399)
    assert second == reference.Loaded(changed=False, municipalities=8131, places=7399)
    assert models.ReferenceLoad.objects.get().loaded_at == loaded_at


def test_other_tables_correct_what_was_loaded(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reference.load(now=NOW)
    models.Municipality.objects.filter(ine_code="37274").update(name="Otra")
    for table in reference.DATA.glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    places = (tmp_path / "places.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "places.csv").write_text("".join(places[:3]), encoding="utf-8")
    monkeypatch.setattr(reference, "DATA", tmp_path)

    assert reference.load(now=NOW) == reference.Loaded(changed=True, municipalities=8131, places=2)
    assert models.Municipality.objects.get(ine_code="37274").name == "Salamanca"
    assert queries.places("Carabanchel") == []


def test_the_command_says_what_is_there(database: clones.Clone) -> None:
    said = io.StringIO()
    management.call_command("load_reference", stdout=said)
    management.call_command("load_reference", stdout=said)
    assert said.getvalue().splitlines()[-1] == (
        "Reference data already there: 8131 municipalities, 7399 places."
    )
