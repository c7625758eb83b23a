"""A demonstration's sign-in page lets one in with one press; no other centre's names anybody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.test import override_settings

from tests.calls import room as rooms
from tests.calls.people import doors


def told(folder: Path) -> Path:
    """Write down whom the demonstration shows."""
    file = folder / "demonstration.json"
    person = {"role": "operator", "username": "lucia", "password": doors.PASSWORD, "centre": ""}
    file.write_text(json.dumps({"people": [person]}), encoding="utf-8")
    return file


def test_one_press_signs_in(room: rooms.Room, tmp_path: Path) -> None:
    doors.with_password(room.lucia)
    client = doors.knock()
    with override_settings(CAE_DEMONSTRATION_FILE=told(tmp_path), CAE_PURPOSE="exercise"):
        page: Any = client.get("/sign-in/")
    form = re.findall(r"<li>\s*<form.*?</form>", page.content.decode(), re.DOTALL)[0]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert client.post("/sign-in/", fields).status_code == 302
    assert doors.home(client) == 302


def test_nobody_is_shown_where_calls_are_real(room: rooms.Room, tmp_path: Path) -> None:
    for setting in ({"CAE_PURPOSE": "live"}, {"PRODUCTION": True}):
        with override_settings(CAE_DEMONSTRATION_FILE=told(tmp_path), **setting):
            page: Any = doors.knock().get("/sign-in/")
        assert doors.PASSWORD not in page.content.decode()
