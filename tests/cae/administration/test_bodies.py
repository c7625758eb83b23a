"""Official bodies: what each may read, and until when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from cae.administration import bodies
from calls.casefile import refusals
from calls.people.models import Mandate
from tests.cae.administration.office import Office, last, refused


def created(office: Office) -> UUID:
    return UUID(bodies.create_body(office.by(), name="Juzgado nº 3")["body"])


def given(office: Office, body_id: UUID) -> Mandate:
    answer = bodies.give_mandate(
        office.by(),
        body_id=body_id,
        municipality_prefix="37",
        expires_at=office.room.now + timedelta(days=30),
    )
    return Mandate.objects.get(id=answer["mandate"])


def test_a_body_has_a_name_of_its_own(office: Office) -> None:
    body_id = created(office)
    assert last(body_id)["name"] == "Juzgado nº 3"
    assert set(refused(refusals.Invalid, lambda: created(office)).fields) == {"name"}


def test_a_new_name_tells_the_one_before(office: Office) -> None:
    body_id = created(office)
    bodies.rename_body(office.by(), body_id=body_id, base_version=1, name="Juzgado nº 4")
    told = last(body_id)
    assert (told["before_name"], told["after_name"]) == ("Juzgado nº 3", "Juzgado nº 4")


def test_a_mandate_is_given_extended_and_ended_with_both_days_told(office: Office) -> None:
    body_id = created(office)
    mandate = given(office, body_id)
    assert last(body_id)["municipalities"] == "37"
    later = office.room.now + timedelta(days=90)
    bodies.extend_mandate(office.by(), body_id=body_id, mandate_id=mandate.id, expires_at=later)
    told = last(body_id)
    assert told["before_expires_at"] < told["after_expires_at"]
    bodies.end_mandate(office.by(), body_id=body_id, mandate_id=mandate.id)
    mandate.refresh_from_db()
    assert mandate.expires_at == office.room.now


def test_a_mandate_that_ended_is_given_anew(office: Office) -> None:
    body_id = created(office)
    mandate = given(office, body_id)
    office.room.later(days=31)
    over = refused(
        refusals.Refusal,
        lambda: bodies.extend_mandate(
            office.by(),
            body_id=body_id,
            mandate_id=mandate.id,
            expires_at=office.room.now + timedelta(days=1),
        ),
    )
    assert (over.code, over.status) == ("mandate_over", 409)


def test_a_mandate_ends_on_a_day_to_come(office: Office) -> None:
    body_id = created(office)
    past = refused(
        refusals.Invalid,
        lambda: bodies.give_mandate(
            office.by(), body_id=body_id, municipality_prefix="", expires_at=office.room.now
        ),
    )
    assert set(past.fields) == {"expires_at"}
    assert not Mandate.objects.exists()


def test_another_bodys_mandate_is_out_of_reach(office: Office) -> None:
    mandate = given(office, created(office))
    other = UUID(bodies.create_body(office.by(), name="Fiscalía")["body"])
    refused(
        refusals.NotFound,
        lambda: bodies.end_mandate(office.by(), body_id=other, mandate_id=mandate.id),
    )
