"""What comes from the intake sheet is taken, or the field that is wrong is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.calls import room as rooms
from tests.calls.stages import sheets

WRONG: list[tuple[dict[str, str], str]] = [
    ({"latitude": "91", "longitude": "0"}, "latitude"),
    ({"latitude": "40"}, "longitude"),
    ({"longitude": "-5", "latitude": ""}, "latitude"),
    ({"longitude": "181", "latitude": "0"}, "longitude"),
    ({"municipality": "99999"}, "municipality"),
    ({"municipality": "Salamanca"}, "municipality"),
    ({"location_source": "guess"}, "location_source"),
    ({"complaint_protocol": "made_up"}, "complaint_protocol"),
    ({"awake": "maybe"}, "awake"),
    ({"caller_kind": "alien"}, "caller_kind"),
    ({"location_text": "x" * 401}, "location_text"),
    ({"base_version": "-1"}, "base_version"),
    ({"base_version": "٣"}, "base_version"),
    ({"base_version": "9" * 30}, "base_version"),
]


@pytest.mark.parametrize(("fields", "field"), WRONG, ids=str)
def test_the_intake_sheet_says_what_would_be_right(
    fields: dict[str, str], field: str, room: rooms.Room
) -> None:
    case_id = room.case()
    before = rooms.everything()
    told: dict[str, Any] = {"base_version": rooms.version(case_id), "caller_name": "Ana"} | fields
    answer = rooms.Browser(room.lucia).command(f"/cases/{case_id}/intake/record/", **told)
    assert answer.status_code == 400
    assert list(sheets.fields_of(answer)) == [field]
    assert rooms.everything() == before, "half of it was saved"


@pytest.mark.parametrize(
    "received_at",
    ["0001-01-01T00:00:00+14:00", "2020-01-01T00:00", "2099-01-01T00:00", "mañana", "\0"],
)
def test_a_contact_by_hand_came_lately_and_not_in_the_future(
    received_at: str, room: rooms.Room
) -> None:
    before = rooms.everything()
    answer = rooms.Browser(room.lucia).command(
        "/cases/open/", channel="paper", received_at=received_at
    )
    assert answer.status_code == 400
    assert set(sheets.fields_of(answer)) == {"received_at"}
    assert rooms.everything() == before


def test_a_number_that_cannot_be_understood_is_kept_and_said_so(room: rooms.Room) -> None:
    case_id = room.case()
    browser = rooms.Browser(room.lucia)
    base = rooms.version(case_id)
    answer = browser.command(
        f"/cases/{case_id}/intake/record/", base_version=base, callback_number="el de antes"
    )
    assert answer.status_code == 200
    caller = json.loads(browser.get(f"/cases/{case_id}/state/").content)["caller"]
    assert (caller["callback_number"], caller["callback_valid"]) == ("el de antes", False)


@pytest.mark.parametrize("query", ["\0", "\ud7ff", "x" * 300, "%", "_", "\\", "sala"])
def test_type_ahead_answers_or_names_the_query(query: str, room: rooms.Room) -> None:
    browser = rooms.Browser(room.lucia)
    for path in ("/directory/municipalities/", "/protocols/"):
        answer = browser.get(path, q=query)
        assert answer.status_code in {200, 400}
        if answer.status_code == 400:
            assert set(json.loads(answer.content)["fields"]) == {"q"}
