"""A place on a road is understood as it is said, and a street is no road."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calls.directory import roads
from calls.directory.roads import RoadPlace

SAID = [
    ("A-6 km 23,4 sentido Madrid", RoadPlace("A-6", 23.4, "madrid")),
    ("AP 7 pk 112+300 dirección Barcelona", RoadPlace("AP-7", 112.3, "barcelona")),
    ("AP-7 112+050", RoadPlace("AP-7", 112.05)),
    ("N-630 kilómetro 340", RoadPlace("N-630", 340.0)),
    ("en la m30 calzada interior", RoadPlace("M-30", None, "interior")),
    ("M-30, calzada exterior, sentido A-3", RoadPlace("M-30", None, "exterior")),
    ("autovía A–66 p.k. 340,200 dir. Sevilla", RoadPlace("A-66", 340.2, "sevilla")),
    ("carretera nacional VI punto kilométrico 12", RoadPlace("N-VI", 12.0)),
    ("nacional 340", RoadPlace("N-340")),
    ("km 23 de la A-6", RoadPlace("A-6", 23.0)),
    ("A-6 sentido A Coruña a la altura de Las Rozas", RoadPlace("A-6", None, "coruna")),
    ("CV-35 hacia Valencia, hay dos coches", RoadPlace("CV-35", None, "valencia")),
    ("A-92G km 4 sentido contrario", RoadPlace("A-92G", 4.0)),
    ("A-6 towards Madrid, kilometre 23.4", RoadPlace("A-6", 23.4, "madrid")),
    ("A-1 northbound km marker 5", RoadPlace("A-1", 5.0, "north")),
    ("AP-7 inner carriageway", RoadPlace("AP-7", None, "interior")),
    ("estoy a 6 km de Madrid por la A-5", RoadPlace("A-5")),
    ("Avenida de la A-6 km 12", RoadPlace("A-6", 12.0)),
    ("A-6", RoadPlace("A-6")),
]
NOT_SAID = [
    "",
    "Calle A 6, 2º",
    "Calle A-6",
    "Avenida de la A-6",
    "Calle Mayor nº 5",
    "Calle Mayor N 5",
    "Calle Zamora 1, 2.º B",
    "Plaza Mayor 1, B-2",
    "Portal A-2",
    "bloque B-3",
    "nave C-12 del polígono",
    "piso 3 B 2",
    "A 6 metros de la fuente",
    "a 6 kilómetros de la salida",
    "en el km 5 del camino viejo",
    "37001 Salamanca",
    "A-0",
    "XX-12 km 3",
    "A-12345 km 3",
]


@pytest.mark.parametrize(("text", "place"), SAID, ids=[text for text, _place in SAID])
def test_a_road_is_read_as_people_say_it(text: str, place: RoadPlace) -> None:
    assert roads.read(text) == place
    assert roads.read(text.upper()) == place


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_names_no_road_is_none(text: str) -> None:
    assert roads.read(text) is None


@given(st.text(max_size=400) | st.text("aA6-.+,km º\n\0", max_size=60))
@example("a-6 km " + "9" * 400)
@example("ａ-６ km ２３")
@example("a-6 " + "sentido " * 50)
def test_whatever_is_typed_is_read_without_a_fault(text: str) -> None:
    found = roads.read(text)
    if found is not None:
        assert 0 < len(found.road) <= 16
        assert found.kilometre is None or 0 <= found.kilometre <= roads.FARTHEST_KM
        assert len(found.carriageway) <= 60


def test_a_place_without_a_road_is_understood_as_none() -> None:
    assert roads.understood("A-6 km 2") == {"road": "A-6", "kilometre": 2.0, "carriageway": ""}
    assert roads.understood("Calle Zamora 1") == {"road": "", "kilometre": None, "carriageway": ""}
