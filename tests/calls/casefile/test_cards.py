"""Cards say nothing personal, and go only to the boards that may see them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from django.db import connection

from calls.casefile import announce, registry
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.directory.models import Municipality
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from tests.calls import room as rooms

SECRETS = ("Remedios", "655443322", "Compañía", "no despierta", "40.96", "-5.66")


def change(case_id: UUID) -> registry.Change:
    """Give what boards are told of a case."""
    (told,) = registry.live_sources["case"].cards([case_id])
    return told


def told_everything(room: rooms.Room) -> UUID:
    """Give a case that holds all a caller can tell."""
    case_id = room.answered(callback_number="655443322")
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        location={"location_text": "Compañía 7", "latitude": 40.96421, "longitude": -5.66123},
        complaint={"complaint_text": "no despierta", "complaint_protocol": "unconscious"},
        life={"awake": "no"},
        caller={"caller_name": "Remedios", "callback_raw": "655443322"},
    )
    return case_id


def test_a_card_points_at_the_town_and_never_at_the_place(room: rooms.Room) -> None:
    case_id = told_everything(room)
    case = Case.objects.get(id=case_id)
    assert (change(case_id).card or {})["point"] is None
    town = Municipality.objects.exclude(latitude=None).first()
    assert town is not None
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        location={"municipality_id": town.ine_code},
        complaint={},
        life={},
        caller={},
    )
    case.refresh_from_db()
    point = (change(case_id).card or {})["point"]
    assert point == [town.latitude, town.longitude]
    assert point != [case.latitude, case.longitude]


def test_what_goes_over_the_wire_holds_nothing_personal(room: rooms.Room) -> None:
    case_id = told_everything(room)
    room.offered(case_id)
    told = change(case_id)
    wire = announce.encode(told).decode()
    assert [secret for secret in SECRETS if secret in wire] == []
    assert told.card is not None
    assert told.card["effective_severity"] == "P1"
    assert told.card["position"] == "OP1"
    assert (told.id, told.version) == (case_id, rooms.version(case_id))


def test_a_ringing_call_shows_the_tail_of_its_number_alone(room: rooms.Room) -> None:
    call_id = room.ring(
        callback_number="655443322", location={"latitude": 40.96, "longitude": -5.66}
    )
    (told,) = registry.live_sources["call"].cards([call_id])
    wire = announce.encode(told).decode()
    assert [secret for secret in SECRETS if secret in wire] == []
    assert told.card is not None
    assert told.card["number_tail"] == "322"


def test_a_covert_case_is_told_to_its_holder_its_legs_and_the_supervisors_alone(
    room: rooms.Room,
) -> None:
    case_id = told_everything(room)
    assert change(case_id).topics == ("board",)
    room.offered(case_id)
    centre = f"centre:{room.health.id}"
    assert change(case_id).topics == ("board", centre)
    Case.objects.filter(id=case_id).update(covert=True)
    assert change(case_id).topics == ("covert", f"user:{room.lucia.id}", centre)


def test_a_closed_case_leaves_every_board(room: rooms.Room) -> None:
    case_id = room.case()
    assert case_id in dict(registry.live_sources["case"].marks(room.now))
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.INFORMATION)
    assert change(case_id).card is None
    assert case_id not in dict(registry.live_sources["case"].marks(room.now))


def test_the_soonest_thing_owed_is_on_the_card(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id, room.fire)
    room.later(seconds=30)
    room.offered(case_id)
    card = change(case_id).card
    assert card is not None
    assert card["due_at"] == "2026-05-01T12:01:00.000000Z"
    assert card["offers"]["open"] == 2


def test_a_card_is_of_one_moment_whatever_is_committed_while_it_is_read(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "after_commit", lambda *_: None)
    case_id = told_everything(room)
    version = rooms.version(case_id)
    source = registry.live_sources["case"]

    def offer() -> None:
        room.offered(case_id)
        connection.close()

    def meanwhile(_ids: Sequence[UUID]) -> Mapping[UUID, registry.Json]:
        other = threading.Thread(target=offer)
        other.start()
        other.join()
        return {}

    monkeypatch.setitem(registry.card_parts, "meanwhile", meanwhile)
    (told,) = source.cards([case_id])
    assert rooms.version(case_id) > version
    assert (told.version, told.topics) == (version, ("board",))
    monkeypatch.delitem(registry.card_parts, "meanwhile")
    (told,) = source.cards([case_id])
    assert told.topics == ("board", f"centre:{room.health.id}")
