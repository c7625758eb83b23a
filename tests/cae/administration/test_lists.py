"""Lists that a centre words itself, in both languages."""

from __future__ import annotations

from django.utils import translation

from cae.administration import kept, lists
from calls.casefile import refusals
from calls.directory.models import Agency
from tests.cae.administration.office import Office, last, refused


def test_a_service_is_called_otherwise_in_both_languages_at_once(office: Office) -> None:
    lists.rename_agency(
        office.by(), code="fire", base_version=0, name_es="Bomberos", name_en="Fire brigade"
    )
    agency = Agency.objects.get(code="fire")
    for language, name in {"es": "Bomberos", "en": "Fire brigade"}.items():
        with translation.override(language):
            assert agency.name == name
    told = last(kept.stream_id(agency))
    assert told["agency"] == "fire"
    assert (told["before_name_en"], told["after_name_en"]) == ("fire", "Fire brigade")


def test_only_what_changed_is_told(office: Office) -> None:
    lists.rename_agency(
        office.by(), code="fire", base_version=0, name_es="Bomberos", name_en="fire"
    )
    assert last(kept.stream_id(Agency.objects.get(code="fire")))["changed"] == ["name_es"]


def test_there_is_no_other_service(office: Office) -> None:
    refused(
        refusals.NotFound,
        lambda: lists.rename_agency(
            office.by(), code="army", base_version=0, name_es="a", name_en="b"
        ),
    )
