"""Intake takes what people say, and keeps what it cannot understand."""

from __future__ import annotations

import json

import pytest

from tests.calls import room as rooms


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
