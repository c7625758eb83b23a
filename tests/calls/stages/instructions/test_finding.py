"""Scripts to read, found by their name; those needed most are keys."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from calls.protocols import reader
from calls.stages.instructions import finding
from tests.calls import room as rooms
from tests.calls.stages.instructions import shelves


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", ["drill_cpr", "drill_side"]),
        ("rcp", ["drill_cpr"]),
        ("RCP simul", ["drill_cpr"]),
        ("exercice", ["drill_cpr"]),
        ("lado", ["drill_side"]),
        ("simulacro", ["drill_cpr", "drill_side"]),
        ("nada", []),
    ],
)
def test_every_word_typed_begins_a_word_of_a_title_in_any_language(
    typed: str, codes: list[str], shelf: shelves.Shelf
) -> None:
    assert [found["code"] for found in finding.scripts(typed)] == codes


def test_titles_are_in_the_language_of_the_screen(shelf: shelves.Shelf) -> None:
    with translation.override("en"):
        assert finding.scripts("lado") == [
            {"code": "drill_side", "title": "On the side", "protocol": "Drill"}
        ]


def test_what_is_needed_most_is_what_the_book_calls_core() -> None:
    core = {code for code, script in reader.book().scripts.items() if script.core}
    assert {code for code, _title in finding.core()} == core


def test_the_list_is_asked_by_browser(room: rooms.Room, shelf: shelves.Shelf) -> None:
    assert rooms.Browser().get("/instructions/scripts/", q="rcp").status_code == 401
    browser = rooms.Browser(room.lucia)
    told = json.loads(browser.get("/instructions/scripts/", q="rcp").content)
    assert [found["code"] for found in told["results"]] == ["drill_cpr"]
    assert browser.get("/instructions/scripts/", no="1").status_code == 400
