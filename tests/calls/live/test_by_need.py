"""What a desk is shown of a case it is addressed in: state, page, pane, log and card alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import registry
from calls.casefile.kinds import Mark
from calls.live import by_need
from calls.people import need
from calls.people.models import Role, User
from calls.stages.followup import services as followup
from calls.stages.intake import covert
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms

SECRETS = {
    "address": ("Calle Secreta 7", "40.96421"),
    "name": ("Remedios Luna",),
    "number": ("655 44 33 22", "655443322"),
    "complaint": ("no despierta",),
    "note": ("dice que el marido",),
    "clinical": ("unconscious",),
    "people": ("Lucia",),
}


@pytest.fixture
def case_id(room: rooms.Room) -> UUID:
    """Give a case that tells all a caller can, offered to health, fire and police."""
    found = room.answered(callback_number="655443322")
    intake.record_intake(
        room.passage(case_id=found, base_version=rooms.version(found)),
        location={
            "location_text": "Calle Secreta 7",
            "latitude": 40.96421,
            "longitude": -5.66123,
            "municipality_id": "37274",
        },
        complaint={"complaint_text": "no despierta", "complaint_protocol": "unconscious"},
        life={"awake": "no"},
        caller={"caller_name": "Remedios Luna", "callback_raw": "655443322"},
    )
    triage.start_protocol(room.passage(case_id=found), protocol="unconscious")
    followup.add_note(room.passage(case_id=found), text="dice que el marido bebe")
    for centre in (room.health, room.fire):
        room.offered(found, centre)
    return found


def told(user: User, case_id: UUID) -> dict[str, str]:
    """Give everything a reader is shown of a case, by where."""
    browser = rooms.Browser(user)
    pages: dict[str, Any] = {
        where: browser.get(f"/cases/{case_id}/{where}") for where in ("state/", "pane/", "")
    }
    assert {page.status_code for page in pages.values()} == {200}
    return {where: page.content.decode() for where, page in pages.items()}


def seen(user: User, case_id: UUID) -> set[str]:
    """Name the secrets that a reader finds anywhere."""
    text = json.dumps([*told(user, case_id).values()], ensure_ascii=False)
    return {name for name, words in SECRETS.items() if any(word in text for word in words)}


def police(room: rooms.Room, case_id: UUID) -> User:
    """Give a police desk that the case is offered to."""
    centre = room.centre("police")
    room.offered(case_id, centre)
    return room.person("nuria", Role.DISPATCHER, "POL1", centre)


def test_clinical_answers_are_for_health(room: rooms.Room, case_id: UUID) -> None:
    fire = json.loads(told(room.jorge, case_id)["state/"])
    health = json.loads(told(room.elena, case_id)["state/"])
    assert (fire["triage"]["protocol"], fire["triage"]["question"]) == (None, None)
    assert fire["withheld"] == ["clinical", "room"]
    assert health["triage"]["protocol"]["code"] == "unconscious"
    started = [row for row in fire["timeline"] if row["kind"] == "triage.protocol_started"]
    assert [(row["text"], row["withheld"]) for row in started] == [("", True)]


def test_who_holds_and_who_supervises_see_all_of_it(room: rooms.Room, case_id: UUID) -> None:
    for mark in Mark:
        covert.mark_case(room.passage(case_id=case_id), mark=mark, on=True, reason="")
    assert seen(room.lucia, case_id) == set(SECRETS)
    assert seen(room.carmen, case_id) == set(SECRETS)


@pytest.mark.parametrize(
    ("mark", "hidden"),
    [
        (Mark.PROTECTED_ADDRESS, {"address"}),
        (Mark.MINOR, {"name"}),
        (Mark.STAFF, {"name"}),
        (Mark.GENDER_VIOLENCE, {"name", "number", "complaint", "note"}),
    ],
)
def test_a_mark_hides_from_fire_what_police_may_see(
    room: rooms.Room, case_id: UUID, mark: Mark, hidden: set[str]
) -> None:
    fire_before = seen(room.jorge, case_id)
    assert fire_before >= {"address", "name", "number", "complaint", "note"}
    covert.mark_case(room.passage(case_id=case_id), mark=mark, on=True, reason="denuncia")
    assert seen(room.jorge, case_id) == fire_before - hidden
    if mark != Mark.STAFF:
        assert seen(police(room, case_id), case_id) >= fire_before - {"clinical"}
    covert.mark_case(room.passage(case_id=case_id), mark=mark, on=False, reason="error")
    assert seen(room.jorge, case_id) == fire_before


def test_the_crew_on_it_sees_where_it_goes(
    room: rooms.Room, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    covert.mark_case(room.passage(case_id=case_id), mark=Mark.PROTECTED_ADDRESS, on=True, reason="")
    assert "address" not in seen(room.jorge, case_id)
    whole: Callable[..., Any] = registry.case_parts["assignments"]
    sent = {"active": True, "mine": True, "unit": "x", "callsign": "B1", "status": "en_route"}
    monkeypatch.setitem(registry.case_parts, "assignments", lambda *_asked: [sent])
    assert "address" in seen(room.jorge, case_id)
    monkeypatch.setitem(registry.case_parts, "assignments", whole)
    assert "address" not in seen(room.jorge, case_id)


def test_no_board_tells_what_some_desk_may_not_see(room: rooms.Room, case_id: UUID) -> None:
    source = registry.live_sources["case"]
    (before,) = source.cards([case_id])
    assert (before.card or {})["complaint"] == "unconscious"
    for mark in (Mark.GENDER_VIOLENCE, Mark.PROTECTED_ADDRESS):
        covert.mark_case(room.passage(case_id=case_id), mark=mark, on=True, reason="")
    (after,) = source.cards([case_id])
    assert after.card is not None
    assert (after.card["complaint"], after.card["road"]) == ("", "")
    assert after.card["reserved"] == ["complaint", "road"]
    assert after.version > before.version


def test_a_state_with_every_field_is_found(
    room: rooms.Room, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_need, "kept_from", lambda *_asked: need.NOTHING)
    with pytest.raises(AssertionError):
        test_clinical_answers_are_for_health(room, case_id)
    with pytest.raises(AssertionError):
        test_a_mark_hides_from_fire_what_police_may_see(
            room, case_id, Mark.GENDER_VIOLENCE, {"complaint"}
        )


def test_a_mark_is_taken_off_for_a_reason(room: rooms.Room, case_id: UUID) -> None:
    lucia = rooms.Browser(room.lucia)
    path = f"/cases/{case_id}/intake/mark/"
    assert lucia.command(path, mark="minor", on="1", reason="").status_code == 200
    refused: Any = lucia.command(path, mark="minor", on="0", reason="")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["reason"])
    assert lucia.command(path, mark="secret", on="1", reason="").status_code == 400
    version = rooms.version(case_id)
    assert lucia.command(path, mark="minor", on="1", reason="").status_code == 200
    assert rooms.version(case_id) == version, "it was on already"
