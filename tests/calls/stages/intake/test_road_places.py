"""Where a place lies on a road is understood as it is typed, and shown."""

from __future__ import annotations

import json
from typing import Any

from tests.calls import room as rooms


def typed(room: rooms.Room, browser: rooms.Browser, case_id: Any, **fields: Any) -> dict[str, Any]:
    """Type on the intake sheet and give the place as the console then shows it."""
    path = f"/cases/{case_id}/intake/record/"
    answer = browser.command(path, base_version=rooms.version(case_id), **fields)
    assert answer.status_code == 200, answer.content
    shown: dict[str, Any] = json.loads(browser.get(f"/cases/{case_id}/state/").content)
    return {name: shown["location"][name] for name in ("road", "kilometre", "carriageway")}


def test_the_road_follows_what_is_typed_as_the_place(room: rooms.Room) -> None:
    case_id, browser = room.case(), rooms.Browser(room.lucia)
    on_road = {"road": "A-6", "kilometre": 23.4, "carriageway": "madrid"}
    off_road = {"road": "", "kilometre": None, "carriageway": ""}
    place = "A-6 km 23,4 sentido Madrid"
    assert typed(room, browser, case_id, location_text=place) == on_road
    assert typed(room, browser, case_id, location_source="caller") == on_road
    assert typed(room, browser, case_id, location_text="Calle A 6, 2º") == off_road
