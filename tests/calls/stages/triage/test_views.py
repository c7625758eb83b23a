"""What the caller said finds protocols over HTTP, and the operator sees why."""

from __future__ import annotations

import json

from tests.calls import room as rooms


def test_what_was_said_finds_protocols_with_title_family_and_the_reason(room: rooms.Room) -> None:
    answer = rooms.Browser(room.lucia).get("/protocols/", q="han chocado dos coches")
    best, *others = json.loads(answer.content)["results"]
    assert best == {
        "code": "collision",
        "title": "Accidente de tráfico",
        "family": best["family"],
        "matched": best["matched"],
        "note": f"{best['family']} · {best['matched']}",
    }
    assert best["family"]
    assert "coches" in best["matched"]
    assert others[-1]["code"] == "general"


def test_a_protocol_that_is_merely_listed_says_its_family_alone(room: rooms.Room) -> None:
    answer = rooms.Browser(room.lucia).get("/protocols/", q="")
    for result in json.loads(answer.content)["results"]:
        assert result["matched"] == ""
        assert result["note"] == result["family"] != ""
