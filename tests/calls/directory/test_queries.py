"""What is where, and who answers there."""

import datetime as dt

import pytest

from calls.directory import demonstration, models, queries, reference
from tests.support import clones

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def centre(
    code: str, agency: str, *grounds: tuple[models.Level, str], is_active: bool = True
) -> models.OperationsCentre:
    made = models.OperationsCentre.objects.create(
        code=code, name=code, agency_id=agency, is_active=is_active
    )
    for level, ground in grounds:
        models.Jurisdiction.objects.create(centre=made, level=level, code=ground)
    return made


def codes(centres: list[models.OperationsCentre]) -> list[str]:
    return [found.code for found in centres]


@pytest.fixture
def salamanca(database: clones.Clone) -> models.Municipality:
    """Give the municipality, with an agency and centres of every width around it."""
    for agency in reference.agencies():
        agency.save()
    centre("country", "health", (models.Level.COUNTRY, "ES"))
    centre("ccaa", "health", (models.Level.CCAA, "07"))
    centre("province", "health", (models.Level.PROVINCE, "37"), (models.Level.PROVINCE, "05"))
    centre("town", "fire", (models.Level.MUNICIPALITY, "37274"))
    centre("elsewhere", "health", (models.Level.PROVINCE, "28"), (models.Level.CCAA, "37"))
    centre("closed", "health", (models.Level.MUNICIPALITY, "37274"), is_active=False)
    return models.Municipality(ine_code="37274", province_code="37", ccaa_code="07")


def test_the_most_local_centre_comes_first(salamanca: models.Municipality) -> None:
    assert codes(queries.centres_for(salamanca)) == ["town", "province", "ccaa", "country"]


def test_an_agency_offers_only_its_own_centres(salamanca: models.Municipality) -> None:
    assert codes(queries.centres_for(salamanca, "fire")) == ["town"]
    assert queries.centres_for(salamanca, "police") == []


def test_without_a_place_the_widest_come_first(salamanca: models.Municipality) -> None:
    assert codes(queries.centres_for(None)) == ["country"]
    everywhere = codes(queries.centres_for(None, "health"))
    assert everywhere == ["country", "ccaa", "elsewhere", "province"]


def test_a_centre_of_two_widths_counts_by_the_more_local(salamanca: models.Municipality) -> None:
    centre("both", "fire", (models.Level.COUNTRY, "ES"), (models.Level.MUNICIPALITY, "37274"))
    assert codes(queries.centres_for(salamanca, "fire")) == ["both", "town"]


def test_a_point_is_in_the_municipality_around_it_or_in_none(database: clones.Clone) -> None:
    reference.load(now=NOW)
    points = {
        "Madrid": (40.4165, -3.7026),
        "Salamanca": (40.9688, -5.6639),
        "Las Palmas de Gran Canaria": (28.1235, -15.4363),
        "Ceuta": (35.8890, -5.3070),
        "Barcelona": (41.3000, 2.3000),
    }
    for name, point in points.items():
        assert str(queries.municipality_at(*point)) == name
    for point in [(38.72, -9.14), (0.0, 0.0), (48.85, 2.35), (float("nan"), 0.0), (1e308, -1e308)]:
        assert queries.municipality_at(*point) is None


def test_the_demonstration_offers_every_agency_everywhere(database: clones.Clone) -> None:
    made = demonstration.load_demonstration_centres()
    assert demonstration.load_demonstration_centres() == made
    assert models.OperationsCentre.objects.count() == len(made)
    for province, ground in (("37", "37"), ("35", "ES")):
        town = models.Municipality(ine_code=f"{province}001", province_code=province)
        assert {centre.agency_id for centre in queries.centres_for(town)} == set(models.AgencyKind)
        assert codes(queries.centres_for(town, "health"))[0] == f"health-{ground}"
