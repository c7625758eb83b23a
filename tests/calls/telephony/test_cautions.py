"""Cautions are dated, have a reason and an author, and stand in nobody's way."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile import door, log, refusals, registry
from calls.casefile.kinds import CallState
from calls.casefile.models import Call, Case, Event
from calls.live import queries as live
from calls.people import actor as actors
from calls.stages.intake import services as intake
from calls.telephony import cautions, memory
from calls.telephony.models import Caution, CautionKind
from tests.calls import room as rooms

NUMBER = "+34600123123"
NOTE: dict[str, Any] = {
    "kind": CautionKind.HANDLING,
    "about": cautions.About(number=NUMBER),
    "text": "Llama a diario; suele colgar. Preguntar siempre por su medicación.",
    "reason": "Treinta llamadas en una semana",
    "days": 30,
}
AT_HOME: dict[str, Any] = {
    "kind": CautionKind.WEAPON,
    "about": cautions.About(
        place="Calle Zamora 1", municipality="37274", latitude=40.9701, longitude=-5.6635
    ),
    "text": "Escopeta en casa",
    "reason": "Aviso de la policía local",
    "days": 100,
}


def written(room: rooms.Room, **told: Any) -> UUID:
    """Write a caution as the supervisor."""
    answer = cautions.write_caution(room.passage(room.carmen), **NOTE | told)
    return UUID(answer["caution"])


def told(case_id: UUID, room: rooms.Room, user: Any = None) -> list[str]:
    """Give the texts of the cautions a console shows with a case."""
    case = Case.objects.get(id=case_id)
    part = registry.case_parts["cautions"](case, actors.person(user or room.lucia))
    return [caution["text"] for caution in part]


@pytest.fixture(autouse=True)
def _noon(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the room's clock be the test's."""
    monkeypatch.setattr("calls.casefile.clock.now", lambda: room.now)


def test_a_caution_says_why_by_whom_and_until_when(room: rooms.Room) -> None:
    caution = Caution.objects.get(id=written(room))
    assert caution.author == room.carmen
    assert caution.expires_at == room.now + timedelta(days=30)
    assert caution.review_at == room.now + timedelta(days=15)
    assert (caution.version, rooms.kinds(caution.id)) == (1, ["telephony.caution_written"])
    (line,) = log.read(caution.id)
    assert line.data["reason"] == NOTE["reason"]
    body = Event.objects.get(stream=caution.id).body
    assert not [said for said in (NUMBER, "medicación", "Treinta") if said in body]


@pytest.mark.parametrize("days", [0, -1, 366])
def test_no_caution_is_for_ever(room: rooms.Room, days: int) -> None:
    with pytest.raises(refusals.Invalid) as refused:
        written(room, days=days)
    assert set(refused.value.fields) == {"days"}
    assert not Caution.objects.exists()


def test_a_handling_note_is_about_a_number(room: rooms.Room) -> None:
    with pytest.raises(refusals.Invalid) as refused:
        written(room, about=AT_HOME["about"])
    assert set(refused.value.fields) == {"kind"}


def test_renewing_gives_a_new_end_and_its_own_reason(room: rooms.Room) -> None:
    caution_id = written(room)
    room.later(days=31)
    cautions.renew_caution(
        room.passage(room.carmen), caution_id=caution_id, reason="Sigue igual", days=60
    )
    caution = Caution.objects.get(id=caution_id)
    assert caution.expires_at == room.now + timedelta(days=60)
    assert caution.review_at == room.now + timedelta(days=30)
    assert list(memory.in_force(room.now)) == [caution]
    assert [line.data.get("reason") for line in log.read(caution_id)] == [
        NOTE["reason"],
        "Sigue igual",
    ]


def test_a_review_moves_the_next_one_and_not_the_end(room: rooms.Room) -> None:
    caution_id = written(room)
    ends = Caution.objects.get(id=caution_id).expires_at
    room.later(days=15)
    cautions.review_caution(room.passage(room.carmen), caution_id=caution_id)
    caution = Caution.objects.get(id=caution_id)
    assert caution.expires_at == ends
    assert caution.review_at == room.now + timedelta(days=7, hours=12)
    room.later(days=16)
    with pytest.raises(refusals.Refusal) as refused:
        cautions.review_caution(room.passage(room.carmen), caution_id=caution_id)
    assert (refused.value.code, refused.value.status) == ("caution_over", 409)


def test_what_has_ended_stays_ended(room: rooms.Room) -> None:
    caution_id = written(room)
    cautions.end_caution(room.passage(room.carmen), caution_id=caution_id, reason="Se mudó")
    assert not memory.in_force(room.now).exists()
    again = room.passage(room.carmen)
    with pytest.raises(refusals.Refusal) as refused:
        cautions.renew_caution(again, caution_id=caution_id, reason="x", days=5)
    assert refused.value.code == "caution_over"
    with pytest.raises(refusals.NotFound):
        cautions.end_caution(room.passage(room.carmen), caution_id=uuid4(), reason="x")
    assert rooms.kinds(caution_id)[-1] == "telephony.caution_ended"


def test_only_a_supervisor_keeps_the_register(room: rooms.Room) -> None:
    caution_id = written(room)
    with pytest.raises(refusals.Forbidden):
        cautions.write_caution(room.passage(), **NOTE)
    with pytest.raises(refusals.Forbidden):
        cautions.renew_caution(room.passage(), caution_id=caution_id, reason="x", days=5)
    with pytest.raises(refusals.Forbidden):
        cautions.end_caution(room.passage(room.elena), caution_id=caution_id, reason="x")


def test_the_same_command_writes_one_caution(room: rooms.Room) -> None:
    passage = room.passage(room.carmen)
    assert cautions.write_caution(passage, **NOTE) == cautions.write_caution(passage, **NOTE)
    assert Caution.objects.count() == 1


def test_whatever_is_noted_the_call_rings_is_answered_and_life_is_asked(room: rooms.Room) -> None:
    for kind in CautionKind:
        written(room, kind=kind, text="NO CONTESTAR. Colgar siempre.")
    call_id = room.ring(callback_number="600 123 123")
    assert Call.objects.get(id=call_id).state == CallState.RINGING
    (ringing,) = registry.live_sources["call"].cards([call_id])
    assert ringing.card is not None
    assert ringing.card["caution"] is True
    assert "CONTESTAR" not in json.dumps(ringing.card)
    case_id = UUID(intake.answer_call(room.passage(), call_id=call_id)["case"])
    assert len(told(case_id, room)) == len(CautionKind)
    pane: Any = rooms.Browser(room.lucia).client.get(f"/cases/{case_id}/pane/")
    for question in ("awake", "breathing"):
        assert f'<draft-field class="field" name="{question}"' in pane.content.decode()
    state = live.case_state(Case.objects.get(id=case_id), actors.person(room.lucia))
    assert {"intake.record", "transfer.offer"} <= set(state["allowed"])


def test_a_ring_without_a_caution_shows_none(room: rooms.Room) -> None:
    written(room)
    other, hidden = room.ring(callback_number="+34611222333"), room.ring(callback_number=None)
    cards = [change.card for change in registry.live_sources["call"].cards([other, hidden])]
    assert [card["caution"] for card in cards if card] == [False, False]
    room.later(days=31)
    (late,) = registry.live_sources["call"].cards([room.ring()])
    assert late.card is not None
    assert late.card["caution"] is False, "an expired caution is none"


def test_a_number_is_remembered_however_the_case_came_to_it(room: rooms.Room) -> None:
    written(room)
    assert told(room.answered(), room) == [NOTE["text"]]
    case_id = room.answered(callback_number="+34611222333")
    assert told(case_id, room) == []
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE | {"caller": {"callback_raw": "600123123", "callback_number": NUMBER}},
    )
    assert told(case_id, room) == [NOTE["text"]]


@pytest.mark.parametrize(
    ("place", "is_meant"),
    [
        ({"location_text": "CALLE ZAMORA, 1", "municipality_id": "37274"}, True),
        ({"location_text": "Calle Zamora 11", "municipality_id": "37274"}, False),
        ({"location_text": "Calle Zamora 1", "municipality_id": None}, False),
        ({"location_text": "La casa azul", "latitude": 40.97045, "longitude": -5.6635}, True),
        ({"location_text": "La casa azul", "latitude": 40.97075, "longitude": -5.6635}, False),
        ({"location_text": "...", "municipality_id": "37274"}, False),
        ({}, False),
    ],
)
def test_a_place_is_meant_by_its_words_or_by_a_point_within_the_radius(
    room: rooms.Room, place: dict[str, Any], *, is_meant: bool
) -> None:
    written(room, **AT_HOME)
    case_id = room.answered()
    intake.record_intake(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        **rooms.NOWHERE | {"location": place},
    )
    assert bool(told(case_id, room)) is is_meant


def test_a_desk_is_warned_of_a_weapon_and_not_told_how_to_take_calls(room: rooms.Room) -> None:
    written(room)
    written(room, **AT_HOME)
    case_id = room.case()
    room.offered(case_id)
    assert told(case_id, room) == [NOTE["text"], AT_HOME["text"]]
    assert told(case_id, room, room.elena) == [AT_HOME["text"]]


FROM_A_CASE: dict[str, Any] = {
    "kind": CautionKind.DOG,
    "about": "place",
    "text": "Dos perros sueltos",
    "reason": "Lo dice la dotación",
    "days": 30,
}


def test_who_works_on_a_case_may_remark_on_its_place_for_a_month(room: rooms.Room) -> None:
    case_id = room.case()
    before = rooms.version(case_id)
    answer = cautions.write_from_case(room.passage(case_id=case_id), **FROM_A_CASE)
    caution = Caution.objects.get(id=answer["caution"])
    assert (caution.place, caution.municipality, caution.author) == (
        "Calle Zamora 1",
        room.salamanca,
        room.lucia,
    )
    assert answer["version"] == before + 1
    assert rooms.kinds(case_id)[-1] == "telephony.caution_attached"
    cautions.write_from_case(room.passage(case_id=case_id), **FROM_A_CASE | {"about": "number"})
    assert Caution.objects.filter(number=NUMBER).exists()
    assert told(room.case(), room) == ["Dos perros sueltos"] * 2


@pytest.mark.parametrize(
    ("told_so", "refusal", "field"),
    [
        ({"days": 31}, refusals.Invalid, "days"),
        ({"kind": CautionKind.HANDLING}, refusals.Forbidden, None),
        ({"about": "number", "callback_number": None}, refusals.Invalid, "about"),
    ],
)
def test_what_a_case_may_not_remark_changes_nothing(
    room: rooms.Room, told_so: dict[str, Any], refusal: type[refusals.Refusal], field: str | None
) -> None:
    withheld = {"callback_number"} & set(told_so)
    case_id = room.answered(callback_number=None) if withheld else room.case()
    content = FROM_A_CASE | {name: value for name, value in told_so.items() if name not in withheld}
    before = rooms.everything()
    with pytest.raises(refusal) as refused:
        cautions.write_from_case(room.passage(case_id=case_id), **content)
    assert list(refused.value.fields) == ([field] if field else [])
    assert rooms.everything() == before


def test_a_case_without_its_place_has_no_place_to_remark_on(room: rooms.Room) -> None:
    case_id = room.answered()
    with pytest.raises(refusals.Invalid) as refused:
        cautions.write_from_case(room.passage(case_id=case_id), **FROM_A_CASE)
    assert set(refused.value.fields) == {"about"}


def test_who_does_not_hold_a_case_does_not_remark_on_it(room: rooms.Room) -> None:
    case_id = room.case()
    for user, refusal in ((room.marcos, refusals.Forbidden), (room.elena, refusals.NotFound)):
        with pytest.raises(refusal):
            cautions.write_from_case(room.passage(user, case_id), **FROM_A_CASE)
    system = door.Passage(actor=actors.SYSTEM, at=room.now, case_id=case_id)
    with pytest.raises(refusals.Forbidden):
        cautions.write_from_case(system, **FROM_A_CASE)
