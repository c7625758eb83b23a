"""Who speaks changes what is asked, and what their telephone's place is good for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from calls.casefile import log
from calls.casefile.kinds import THIRD_PARTIES, CallerKind
from calls.casefile.models import Event
from tests.calls import room as rooms
from tests.calls.stages import sheets

OTHERS = [kind for kind in CallerKind if kind not in THIRD_PARTIES]


def record(room: rooms.Room, case_id: Any, **fields: str) -> Any:
    """Write down part of the sheet."""
    base = rooms.version(case_id)
    path = f"/cases/{case_id}/intake/record/"
    return rooms.Browser(room.lucia).command(path, base_version=base, **fields)


def state(room: rooms.Room, case_id: Any) -> Any:
    """Give the case as the console has it."""
    return json.loads(rooms.Browser(room.lucia).get(f"/cases/{case_id}/state/").content)


@pytest.mark.parametrize("kind", THIRD_PARTIES)
def test_the_telephone_of_a_third_party_never_says_where_help_must_go(
    kind: CallerKind, room: rooms.Room
) -> None:
    at_once, before, after = room.case(), room.case(), room.case()
    assert record(room, before, caller_kind=kind).status_code == 200
    assert record(room, after, location_source="phone_confirmed").status_code == 200
    for case_id, fields in (
        (at_once, {"caller_kind": kind.value, "location_source": "phone_confirmed"}),
        (before, {"location_source": "phone_confirmed"}),
        (after, {"caller_kind": kind.value}),
    ):
        untouched = rooms.everything()
        answer = record(room, case_id, caller_name="Ana", **fields)
        assert answer.status_code == 400
        assert set(sheets.fields_of(answer)) == {"location_source"}
        assert rooms.everything() == untouched
        assert record(room, case_id, **fields | {"location_source": "caller"}).status_code == 200
    assert state(room, before)["asking"]["phone_place_usable"] is False


@pytest.mark.parametrize("kind", OTHERS)
def test_who_stands_there_may_confirm_the_place_of_their_telephone(
    kind: CallerKind, room: rooms.Room
) -> None:
    case_id = room.case()
    answer = record(room, case_id, caller_kind=kind, location_source="phone_confirmed")
    assert answer.status_code == 200
    assert state(room, case_id)["asking"]["phone_place_usable"] is True


def test_each_kind_of_caller_is_asked_what_it_alone_can_tell(room: rooms.Room) -> None:
    case_id = room.case()
    assert state(room, case_id)["asking"]["questions"] == []
    wanted = {
        "victim": [],
        "child": ["adult_near", "address_from_something"],
        "alarm_centre": ["reference", "alarm_type", "key_holder"],
        "telecare": ["reference", "voice_contact", "key_holder"],
        "professional": ["service", "help_wanted"],
        "other_112": ["reference", "transfer_of"],
    }
    for kind, codes in wanted.items():
        record(room, case_id, caller_kind=kind)
        questions = state(room, case_id)["asking"]["questions"]
        assert [each["code"] for each in questions] == codes
        assert all(each["label"] for each in questions)


def test_the_reference_of_another_centre_is_kept_beside_the_log(room: rooms.Room) -> None:
    case_id = room.case()
    record(room, case_id, caller_kind="other_112", caller_reference="M-2026/0044")
    assert state(room, case_id)["caller"]["reference"] == "M-2026/0044"
    *_rest, last = log.read(case_id)
    assert last.data["external"] == "M-2026/0044"
    assert "M-2026" not in Event.objects.get(stream=case_id, seq=last.seq).body
    too_long = record(room, case_id, caller_reference="x" * 65)
    assert set(sheets.fields_of(too_long)) == {"caller_reference"}
