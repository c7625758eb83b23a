"""Join the INE list, the IGN outlines and the GeoNames places into the tables CAE ships."""

import collections
import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from calls.directory import folding, names
from calls.directory import outline as outlines
from calls.directory.build import atlas

CELL = 0.25
_LAST_LATIN = "\u024f"
_LONGEST_AIRPORT = 4


@dataclass(kw_only=True)
class Town:
    """A municipality on its way into the table."""

    ine_code: str
    name: str
    other_names: list[str]
    outline: outlines.Outline
    point: outlines.Point | None

    @property
    def province(self) -> str:
        """The INE code of the province."""
        return self.ine_code[:2]

    @functools.cached_property
    def folds(self) -> set[str]:
        """Every folded spelling of the name."""
        return _folds([self.name, *self.other_names])


@dataclass(kw_only=True)
class Spot:
    """A GeoNames place on its way into the table."""

    id: int
    name: str
    other_names: list[str]
    point: outlines.Point
    population: int
    town: Town | None = None

    @functools.cached_property
    def folds(self) -> set[str]:
        """Every folded spelling of the name."""
        return _folds([self.name, *self.other_names])


@dataclass
class Ground:
    """The outlines of the country, found by the cells of a grid that they touch."""

    towns: Iterable[Town]
    cells: dict[tuple[int, int], list[tuple[outlines.Box, Town]]] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = collections.defaultdict(list)
        for town in self.towns:
            if town.outline:
                frame = outlines.box(town.outline)
                for cell in _cells(frame):
                    self.cells[cell].append((frame, town))

    def town_at(self, point: outlines.Point) -> Town | None:
        """Return the town whose outline holds a point, or the nearest one around."""
        column, row = math.floor(point[0] / CELL), math.floor(point[1] / CELL)
        for frame, town in self.cells[column, row]:
            if frame.holds(point) and outlines.holds(town.outline, point):
                return town
        around = [
            town
            for x in (column - 1, column, column + 1)
            for y in (row - 1, row, row + 1)
            for _frame, town in self.cells[x, y]
        ]
        return min(around, key=lambda town: outlines.distance(town.outline, point), default=None)


def towns(ine_list: Iterable[dict[str, str]], topology: dict[str, Any]) -> list[Town]:
    """Return the municipalities of the INE list with their IGN names and outlines."""
    ign_names = atlas.names(topology, "municipalities")
    shapes = atlas.outlines_of(topology, "municipalities")
    found = []
    for row in ine_list:
        code = row["provCode"] + row["code"]
        name = ign_names.get(code, names.turn(row["name"]))
        rings = shapes.get(code, [])
        found.append(
            Town(
                ine_code=code,
                name=name,
                other_names=names.distinct([row["name"]], besides=names.spellings(name)),
                outline=outlines.read(outlines.write(atlas.drawn(rings))),
                point=outlines.box(rings).middle if rings else None,
            )
        )
    return sorted(found, key=lambda town: town.ine_code)


def spots(cities: Iterable[dict[str, Any]]) -> list[Spot]:
    """Return the places of Spain with the names that are said in Latin letters."""
    return sorted(
        (
            Spot(
                id=city["geonameid"],
                name=city["name"],
                other_names=names.distinct(
                    sorted(filter(is_spoken, city["alternatenames"]), key=_marks, reverse=True),
                    besides=names.spellings(city["name"]),
                ),
                point=(city["longitude"], city["latitude"]),
                population=city["population"],
            )
            for city in cities
            if city["countrycode"] == "ES"
        ),
        key=lambda spot: spot.id,
    )


def settle(found: list[Town], places: list[Spot]) -> None:
    """Put every place into its municipality, and a point into every municipality.

    The point is the seat where GeoNames knows a place of that name inside, else an inner point
    of the outline. A municipality that the atlas is too coarse to draw stays where its
    flattened outline is, and claims the place of its name in its province.
    """
    ground = Ground(found)
    unnamed = {
        (town.province, name): town for town in found if not town.outline for name in town.folds
    }
    seats: dict[str, Spot] = {}
    for spot in sorted(places, key=lambda place: (place.population, -place.id)):
        spot.town = ground.town_at(spot.point)
        if spot.town is None:
            continue
        claims = [unnamed.get((spot.town.province, name)) for name in sorted(spot.folds)]
        spot.town = next(filter(None, claims), spot.town)
        if spot.folds & spot.town.folds:
            seats[spot.town.ine_code] = spot
    for town in found:
        seat = seats.get(town.ine_code)
        if seat:
            town.point = seat.point
        elif town.outline:
            town.point = atlas.inner_point(town.outline)


def provinces(
    ine_list: Iterable[dict[str, str]], topology: dict[str, Any]
) -> list[tuple[str, str, str, str]]:
    """Return (province code, province, community code, community) of each province."""
    province_names = atlas.names(topology, "provinces")
    ccaa_names = atlas.names(topology, "autonomous_regions")
    pairs = {(row["provCode"], row["commCode"]) for row in ine_list}
    return [
        (province, province_names[province], ccaa, ccaa_names[ccaa])
        for province, ccaa in sorted(pairs)
    ]


def is_spoken(name: str) -> bool:
    """Tell whether an alternate name of GeoNames is a name that somebody here may say.

    Left out: other scripts, airport codes, and the letter-by-letter renderings of other scripts,
    which GeoNames writes small ("ma de li").
    """
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or max(letters) > _LAST_LATIN:
        return False
    if name.isupper() and len(name) <= _LONGEST_AIRPORT:
        return False
    first = folding.fold(name).split()[0]
    return letters[0].isupper() or (first in names.ARTICLES and any(map(str.isupper, letters)))


def _marks(name: str) -> int:
    # Of spellings that fold alike, the one with its accents is the one to show.
    return sum(not letter.isascii() for letter in name)


def _folds(spelled: Iterable[str]) -> set[str]:
    return {folding.fold(spelling) for name in spelled for spelling in names.spellings(name)}


def _cells(frame: outlines.Box) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(frame.west / CELL), math.floor(frame.east / CELL) + 1):
        for row in range(math.floor(frame.south / CELL), math.floor(frame.north / CELL) + 1):
            yield column, row
