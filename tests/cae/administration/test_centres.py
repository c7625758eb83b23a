"""Centres: added, changed, retired; never deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from cae.administration import centres
from calls.casefile import refusals
from calls.directory import queries
from calls.directory.models import COUNTRY, Jurisdiction, Level, OperationsCentre
from tests.cae.administration.office import Office, last, refused


def created(office: Office) -> UUID:
    answer = centres.create_centre(
        office.by(),
        code="fire-37",
        name="Bomberos de Salamanca",
        agency="fire",
        latitude=40.97,
        longitude=-5.66,
    )
    return UUID(answer["centre"])


def test_a_new_centre_is_told_and_answers_for_nothing_yet(office: Office) -> None:
    centre_id = created(office)
    told = last(centre_id)
    assert told["kind"] == "administration.centre_created"
    assert (told["code"], told["agency"]) == ("fire-37", "fire")
    assert (told["name"], told["latitude"]) == ("Bomberos de Salamanca", 40.97)
    assert not Jurisdiction.objects.filter(centre=centre_id).exists()


def test_a_code_is_one_centres_and_an_agency_is_there(office: Office) -> None:
    created(office)
    assert set(refused(refusals.Invalid, lambda: created(office)).fields) == {"code"}
    unknown = refused(
        refusals.Invalid,
        lambda: centres.create_centre(office.by(), code="x-1", name="X", agency="army"),
    )
    assert set(unknown.fields) == {"agency"}


def test_a_change_tells_what_was_and_what_is(office: Office) -> None:
    centre_id = created(office)
    centres.change_centre(
        office.by(), centre_id=centre_id, base_version=1, code="fire-37", name="Bomberos"
    )
    told = last(centre_id)
    assert told["changed"] == ["name", "latitude", "longitude"]
    assert (told["before_name"], told["after_name"]) == ("Bomberos de Salamanca", "Bomberos")
    assert told["before_latitude"] == 40.97
    assert "after_latitude" not in told


def test_two_who_rename_a_centre_see_both_names(office: Office) -> None:
    centre_id = created(office)
    place: dict[str, Any] = {"code": "fire-37", "latitude": 40.97, "longitude": -5.66}
    first: dict[str, Any] = {"centre_id": centre_id, "base_version": 1, "name": "Parque"} | place
    centres.change_centre(office.by(), **first)
    clash = refused(
        refusals.Conflict,
        lambda: centres.change_centre(office.by(office.pablo), **first | {"name": "Central"}),
    )
    assert clash.conflicts["name"]["theirs"] == {"name": "Parque"}
    assert clash.conflicts["name"]["mine"] == {"name": "Central"}


def test_a_retired_centre_is_offered_nothing_and_can_be_restored(office: Office) -> None:
    health = office.room.health
    centres.retire_centre(office.by(), centre_id=health.id)
    assert health not in queries.centres_for(office.room.salamanca, "health")
    assert last(health.id)["after_is_active"] is False
    again = centres.retire_centre(office.by(), centre_id=health.id)
    assert again["version"] == 1
    centres.restore_centre(office.by(), centre_id=health.id)
    assert health in queries.centres_for(office.room.salamanca, "health")
    assert OperationsCentre.objects.filter(id=health.id).exists()


def test_ground_is_added_once_and_removed(office: Office) -> None:
    centre_id = created(office)
    for _ in range(2):
        answer = centres.add_ground(
            office.by(), centre_id=centre_id, level=Level.PROVINCE, code="37"
        )
    assert answer["version"] == 2
    assert last(centre_id)["ground"] == "37"
    ground = Jurisdiction.objects.get(centre=centre_id)
    centres.remove_ground(office.by(), centre_id=centre_id, ground_id=ground.id)
    assert last(centre_id)["kind"] == "administration.ground_removed"
    assert not Jurisdiction.objects.filter(centre=centre_id).exists()


def test_the_country_needs_no_code(office: Office) -> None:
    centre_id = created(office)
    centres.add_ground(office.by(), centre_id=centre_id, level=Level.COUNTRY, code="")
    assert Jurisdiction.objects.get(centre=centre_id).code == COUNTRY


def test_another_centres_ground_is_not_removed_here(office: Office) -> None:
    ground = Jurisdiction.objects.get(centre=office.room.health)
    refused(
        refusals.NotFound,
        lambda: centres.remove_ground(
            office.by(), centre_id=office.room.fire.id, ground_id=ground.id
        ),
    )
    assert Jurisdiction.objects.filter(id=ground.id).exists()
    refused(
        refusals.NotFound,
        lambda: centres.retire_centre(office.by(), centre_id=uuid4()),
    )
