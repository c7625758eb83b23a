"""Three sources become the shipped tables."""

from typing import Any

import pytest

from calls.directory.build import gazetteer


def square(west: float, south: float, size: float = 0.1) -> list[tuple[float, float]]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def town(code: str, name: str, *rings: list[tuple[float, float]]) -> gazetteer.Town:
    return gazetteer.Town(
        ine_code=code, name=name, other_names=[], outline=list(rings), point=(9.0, 9.0)
    )


def city(number: int, name: str, point: tuple[float, float], **other: Any) -> dict[str, Any]:
    return {
        "geonameid": number,
        "name": name,
        "longitude": point[0],
        "latitude": point[1],
        "countrycode": "ES",
        "population": 100,
        "alternatenames": [],
        **other,
    }


def test_a_place_belongs_to_the_outline_that_holds_it() -> None:
    west, east = town("01001", "West", square(0.0, 40.0)), town("01002", "East", square(0.1, 40.0))
    places = gazetteer.spots([city(2, "Alto", (0.15, 40.05)), city(1, "Bajo", (0.05, 40.05))])
    gazetteer.settle([west, east], places)
    assert [(place.id, place.town) for place in places] == [(1, west), (2, east)]


def test_a_place_in_the_water_belongs_to_the_nearest_outline() -> None:
    near, far = town("01001", "Near", square(0.0, 40.0)), town("01002", "Far", square(0.3, 40.0))
    places = gazetteer.spots([city(1, "Puerto", (0.12, 40.05))])
    gazetteer.settle([far, near], places)
    assert places[0].town is near


def test_the_point_is_the_seat_where_there_is_one() -> None:
    seated, other = town("01001", "Villa", square(0.0, 40.0)), town("01002", "Otra", square(1, 41))
    cities = [
        city(1, "VILLA", (0.01, 40.01), population=500),
        city(2, "Villa", (0.02, 40.02), population=20),
        city(3, "Aldea", (1.01, 41.01)),
    ]
    gazetteer.settle([seated, other], gazetteer.spots(cities))
    assert seated.point == (0.01, 40.01)
    assert other.point == pytest.approx((1.05, 41.01), abs=0.1)


def test_an_undrawn_municipality_claims_the_place_of_its_name_in_its_province() -> None:
    drawn, undrawn = town("03001", "Grande", square(0.0, 40.0)), town("03109", "Rafal")
    elsewhere = town("07001", "Lejos", square(3.0, 39.0))
    cities = [city(1, "Rafal", (0.05, 40.05)), city(2, "Rafal", (3.05, 39.05))]
    places = gazetteer.spots(cities)
    gazetteer.settle([drawn, undrawn, elsewhere], places)
    assert [place.town for place in places] == [undrawn, elsewhere]
    assert undrawn.point == (0.05, 40.05)


@pytest.mark.parametrize("name", ["La Coruña", "la Ciudad Condal", "Saint-Sébastien", "Jaca"])
def test_a_name_that_is_said_is_kept(name: str) -> None:
    assert gazetteer.is_spoken(name)


@pytest.mark.parametrize("name", ["MAD", "LEMD", "ma de li", "Мадрид", "マドリード", "", "…"])
def test_a_name_that_nobody_says_is_left_out(name: str) -> None:
    assert not gazetteer.is_spoken(name)


def test_the_spelling_with_its_accents_is_the_one_kept() -> None:
    alternates = ["Coruna", "Coruña", "A Coruna", "LCG"]
    places = gazetteer.spots([city(1, "A Coruña", (0.0, 40.0), alternatenames=alternates)])
    assert places[0].other_names == ["Coruña"]
