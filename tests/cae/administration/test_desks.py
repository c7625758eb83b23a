"""Desks: added to the room or to a centre, retired, used again."""

from __future__ import annotations

from uuid import UUID, uuid4

from cae.administration import desks
from calls.casefile import refusals
from calls.people.models import Desk
from tests.cae.administration.office import Office, last, refused


def test_a_desk_is_of_the_room_or_of_a_centre(office: Office) -> None:
    answer = desks.create_desk(office.by(), code="OP9", centre=None)
    assert last(UUID(answer["desk"]))["code"] == "OP9"
    answer = desks.create_desk(office.by(), code="SAN9", centre=office.room.health.id)
    assert last(UUID(answer["desk"]))["centre"] == str(office.room.health.id)


def test_a_code_is_one_desks(office: Office) -> None:
    desks.create_desk(office.by(), code="OP9", centre=None)
    wrong = refused(
        refusals.Invalid, lambda: desks.create_desk(office.by(), code="OP9", centre=None)
    )
    assert set(wrong.fields) == {"code"}
    wrong = refused(
        refusals.Invalid, lambda: desks.create_desk(office.by(), code="X9", centre=uuid4())
    )
    assert set(wrong.fields) == {"centre"}


def test_a_desk_is_retired_and_used_again(office: Office) -> None:
    desk_id = UUID(desks.create_desk(office.by(), code="OP9", centre=None)["desk"])
    for is_active in (False, False, True):
        answer = desks.change_desk(office.by(), desk_id=desk_id, is_active=is_active)
        assert Desk.objects.get(id=desk_id).is_active is is_active
    assert answer["version"] == 3
    assert last(desk_id)["after_is_active"] is True
    refused(
        refusals.NotFound,
        lambda: desks.change_desk(office.by(), desk_id=uuid4(), is_active=False),
    )
