"""What the sheet sends: bad input is refused with the field and what would be right."""

from __future__ import annotations

from uuid import UUID

import pytest

from calls.stages.instructions import services as instructions
from calls.stages.instructions.models import ScriptReading
from tests.calls import room as rooms
from tests.calls.stages import sheets
from tests.calls.stages.instructions import shelves

CPR, SIDE = "drill_cpr", "drill_side"
STEP = {"script": CPR, "step": "ready", "result": "done"}


@pytest.fixture
def case_id(room: rooms.Room, shelf: shelves.Shelf) -> UUID:
    """Give a case with CPR begun."""
    found = room.case()
    instructions.start_script(room.passage(case_id=found), script=CPR)
    return found


@pytest.mark.parametrize(
    ("path", "told", "field"),
    [
        ("start", {"script": "no_such"}, "script"),
        ("start", {}, "script"),
        ("step", STEP | {"result": "sung"}, "result"),
        ("step", STEP | {"step": "keep_on"}, "step"),
        ("step", STEP | {"script": SIDE}, "step"),
        ("step", STEP | {"branch": "yes"}, "branch"),
        ("step", STEP | {"result": "skipped"}, "reason_code"),
        ("step", STEP | {"result": "skipped", "reason_code": "bored"}, "reason_code"),
        ("step", STEP | {"result": "skipped", "reason_code": "other"}, "reason"),
        (
            "step",
            STEP | {"result": "skipped", "reason_code": "other", "reason": "x" * 301},
            "reason",
        ),
        ("wording", {"language": "ro"}, "language"),
        ("wording", {"language": "tlh"}, "language"),
        ("wording", {"child": "perhaps"}, "child"),
        ("resume", {"script": SIDE}, "script"),
    ],
)
def test_bad_input_is_refused_with_its_field_and_changes_nothing(
    path: str, told: dict[str, str], field: str, room: rooms.Room, case_id: UUID
) -> None:
    before = rooms.everything(), list(ScriptReading.objects.values())
    answer = rooms.Browser(room.lucia).command(f"/cases/{case_id}/instructions/{path}/", **told)
    assert answer.status_code == 400
    assert field in sheets.fields_of(answer)
    assert (rooms.everything(), list(ScriptReading.objects.values())) == before


def test_words_are_chosen_and_a_script_gone_back_to_by_browser(
    room: rooms.Room, case_id: UUID
) -> None:
    browser = rooms.Browser(room.lucia)
    base = f"/cases/{case_id}/instructions/"
    for path, told in (
        ("wording/", {"language": "fr", "child": "1"}),
        ("step/", STEP),
        ("start/", {"script": SIDE}),
        ("resume/", {"script": CPR}),
    ):
        assert browser.command(base + path, **told).status_code == 200
    reading = ScriptReading.objects.get(script=CPR)
    assert (reading.language, reading.child, reading.turn) == ("fr", True, 3)


def test_who_has_nothing_to_do_with_the_case_reads_nothing_of_it(
    room: rooms.Room, case_id: UUID
) -> None:
    base = f"/cases/{case_id}/instructions/"
    for path, told in (
        ("step/", STEP),
        ("wording/", {"language": "fr"}),
        ("resume/", {"script": CPR}),
    ):
        assert rooms.Browser(room.jorge).command(base + path, **told).status_code == 404
        assert rooms.Browser(room.marcos).command(base + path, **told).status_code == 403
