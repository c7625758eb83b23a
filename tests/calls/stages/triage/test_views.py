"""What the caller said finds protocols over HTTP, and the operator sees why."""

from __future__ import annotations

import json

import pytest

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


@pytest.mark.parametrize(
    "said",
    [
        "respira " * 25,
        "x" * 200,
        "no" * 100,
        "no respira\r\n\t\x0b\x1b[31m\x7f",
        "🔥🔥🔥 casa 😱",
        "👨‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "la de los y que por favor",
        "the of and please",
        "112 016 8888888888 ٣٤٥ ²³ ½",
        "my padre no respira please ayuda",
        "пожар в доме",
        "着火了",
        "حريق في المنزل",
        "fuego \u202e\u200b\u0301\u0301\u0301",
        "<script>alert(1)</script>",
        "'; DROP TABLE cases; --",
        "\ufeffＦＵＥＧＯ",
        "tiene ٤ meses",
        "ßßß ﷺ Ǆ İ",
    ],
)
def test_whatever_is_typed_is_answered_and_never_without_a_way_on(
    said: str, room: rooms.Room
) -> None:
    answer = rooms.Browser(room.lucia).get("/protocols/", q=said)
    assert answer.status_code == 200
    found = [result["code"] for result in json.loads(answer.content)["results"]]
    assert 1 <= len(found) <= 5
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (f"q={'x' * 1_001}", "q"),
        (f"q={'respira+' * 2_000}", "q"),
        ("q=no%00respira", "q"),
        ("q=fuego&q=agua", "q"),
        ("fuego=x", "fuego"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_its_name(
    query: str, field: str, room: rooms.Room
) -> None:
    answer = rooms.Browser(room.lucia).get(f"/protocols/?{query}")
    assert answer.status_code == 400
    assert set(json.loads(answer.content)["fields"]) == {field}


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ed%a0%80", "q=%", "q", "&&&", "q=%F0%9F"])
def test_a_query_that_is_no_text_is_answered_or_refused_by_its_name(
    query: str, room: rooms.Room
) -> None:
    answer = rooms.Browser(room.lucia).get(f"/protocols/?{query}")
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert set(json.loads(answer.content)["fields"]) == {"q"}
