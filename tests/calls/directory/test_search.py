"""A name typed in a hurry leads to its municipality."""

import datetime as dt

from calls.directory import queries, reference
from tests.support import clones

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
# What is typed: the INE code that must come first.
TYPED = {
    "la coruña": "15030",
    "LA CORUNA": "15030",
    "coruña, a": "15030",
    "Coruña, la": "15030",
    "coru": "15030",
    "madrid": "28079",
    "salamanca": "37274",
    "mad": "28079",
    "gasteiz": "01059",
    "vitoria": "01059",
    "san seb": "20069",
    "donosti": "20069",
    "elche": "03065",
    "elx": "03065",
    "jávea": "03082",
    "hospitalet": "08101",
    "lhospitalet": "08101",
    "el hospitalet": "08101",
    "hospitalet llobregat": "08101",
    "palma de mallorca": "07040",
    "ibiza": "07026",
    "gerona": "17079",
    "lerida": "25120",
    "orense": "32054",
    "castellon": "12040",
    "mahón": "07032",
    "maspalomas": "35019",
    "carabanchel": "28079",
    "santa cruz de tenerife": "38038",
    "cruz": "38038",
}


def test_what_is_typed_finds_what_is_meant(database: clones.Clone) -> None:
    reference.load(now=NOW)
    first = {typed: [row["ine"] for row in queries.municipalities(typed)][:1] for typed in TYPED}
    assert first == {typed: [ine] for typed, ine in TYPED.items()}


def test_a_result_tells_the_name_the_point_and_what_matched(database: clones.Clone) -> None:
    reference.load(now=NOW)
    assert queries.municipalities("playa del inglés") == [
        {
            "ine": "35019",
            "name": "San Bartolomé de Tirajana",
            "province": "Las Palmas",
            "lat": 27.7567,
            "lon": -15.5787,
            "matched": "Playa del Ingles",
        }
    ]
    (place,) = queries.places("zurgena")
    assert (place["id"], place["municipality"], place["province"]) == (
        2509293,
        "Zurgena",
        "Almería",
    )


def test_no_more_is_offered_than_asked_and_nothing_twice(database: clones.Clone) -> None:
    reference.load(now=NOW)
    for typed in ("s", "sant", "villa", "la"):
        codes = [row["ine"] for row in queries.municipalities(typed, limit=5)]
        assert len(codes) == len(set(codes)) == 5
        assert len(queries.places(typed, limit=5)) == 5
    for typed in ("", " ", "%", "_", "\\", "'; --", "xyzzy", "Мадрид", "xyzzy de la sierra"):
        assert queries.municipalities(typed) == []
        assert queries.places(typed) == []
