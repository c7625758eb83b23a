"""The shipped tables agree with the project's own gazetteer, where that is at hand."""

import csv
from pathlib import Path

import pytest

from calls.directory import folding, names, reference
from calls.directory import outline as outlines

SHARED = Path(__file__).parents[4] / "shared" / "data" / "es-geo"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="../shared/data/es-geo is not beside this repository"
)


def rows(table: str) -> list[dict[str, str]]:
    with (SHARED / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_names_provinces_and_communities_agree() -> None:
    shipped = {town.ine_code: town for town in reference.municipalities()}
    theirs = rows("municipios.csv")
    assert {row["ine_code"] for row in theirs} == set(shipped)
    for row in theirs:
        town = shipped[row["ine_code"]]
        assert (town.name, town.province, town.ccaa_code, town.ccaa) == (
            row["name"],
            row["province"],
            row["ccaa_code"],
            row["ccaa"],
        )


def test_the_ine_spelling_is_searched_too() -> None:
    keys = {(key.municipality_id, key.key) for key in reference.search_keys()}
    for row in rows("municipios.csv"):
        for spelling in names.spellings(row["name_ine"]):
            assert (row["ine_code"], folding.fold(spelling)) in keys


def test_points_lie_inside_outlines() -> None:
    shipped = {town.ine_code: outlines.read(town.outline) for town in reference.municipalities()}
    drawn = [row for row in rows("municipios.csv") if row["lat"]]
    held = [
        row
        for row in drawn
        if outlines.holds(shipped[row["ine_code"]], (float(row["lon"]), float(row["lat"])))
    ]
    assert len(held) / len(drawn) > 0.999


def test_places_agree_on_their_municipality() -> None:
    shipped = {place.id: place for place in reference.places()}
    theirs = rows("places.csv")
    assert {int(row["geonameid"]) for row in theirs} == set(shipped)
    differing = [
        row for row in theirs if shipped[int(row["geonameid"])].municipality_id != row["ine_code"]
    ]
    assert len(differing) / len(theirs) < 0.005


def test_rural_health_points_are_found_in_their_municipality() -> None:
    towns = [town for town in reference.municipalities() if town.province_code == "37"]
    shapes = {town.ine_code: outlines.read(town.outline) for town in towns}
    points = rows("salamanca_consultorios.csv")
    right = sum(
        outlines.holds(shapes[row["ine_code"]], (float(row["lon"]), float(row["lat"])))
        for row in points
        if row["ine_code"] in shapes
    )
    assert right / len(points) > 0.98
