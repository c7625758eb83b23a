"""How the directory names things, and what it refuses to hold."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from calls.directory import demonstration, models
from tests.support import clones


def test_an_agency_has_its_name_in_the_language_of_its_reader() -> None:
    agency = models.Agency(code="fire", kind="fire", name_es="Bomberos", name_en="Fire service")
    with translation.override("en"):
        assert agency.name == "Fire service"
    with translation.override("es"):
        assert agency.name == "Bomberos"
    with translation.override(None):
        assert str(agency) == "Bomberos"


@pytest.mark.parametrize(
    ("level", "code"),
    [
        (models.Level.COUNTRY, "FR"),
        (models.Level.PROVINCE, "7"),
        (models.Level.CCAA, "ES"),
        (models.Level.MUNICIPALITY, "37"),
        ("galaxy", "37"),
        (models.Level.COUNTRY, "ES"),
    ],
)
def test_a_jurisdiction_is_ground_that_there_is_and_named_once(
    database: clones.Clone, level: str, code: str
) -> None:
    country = demonstration.load_demonstration_centres()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Jurisdiction.objects.create(centre=country, level=level, code=code)
