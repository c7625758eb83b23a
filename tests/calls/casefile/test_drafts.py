"""Drafts survive: one row per case, form and author, at whatever desk."""

from __future__ import annotations

import functools
import json
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.drafting import Draft
from calls.casefile.kinds import Disposition
from calls.casefile.models import Event
from calls.stages.closure import services as closure
from tests.calls import room as rooms
from tests.support import together


def keep(browser: rooms.Browser, case_id: UUID, **told: Any) -> int:
    """Send a draft and give the answer's status."""
    usual = {"case": str(case_id), "form": "location", "base_version": 3, "content": {"a": "b"}}
    return browser.client.put(
        "/drafts/",
        json.dumps(usual | told),
        content_type="application/json",
        headers={"Accept": "application/json"},
    ).status_code


def kept(browser: rooms.Browser, case_id: UUID) -> list[dict[str, Any]]:
    """Give one's drafts of a case."""
    found: list[dict[str, Any]] = json.loads(browser.get("/drafts/", case=str(case_id)).content)[
        "drafts"
    ]
    return found


def test_what_is_typed_is_there_at_another_desk_and_leaves_no_event(room: rooms.Room) -> None:
    case_id = room.case()
    events = Event.objects.count()
    assert keep(rooms.Browser(room.lucia), case_id, content={"location_text": "Calle"}) == 204
    text = "Calle Zamora 1 \N{SNOWMAN}\nportal «B»"
    assert keep(rooms.Browser(room.lucia), case_id, content={"location_text": text}) == 204
    (draft,) = kept(rooms.Browser(room.lucia), case_id)
    assert (draft["form"], draft["base_version"]) == ("location", 3)
    assert draft["content"] == {"location_text": text}
    assert Event.objects.count() == events


def test_a_draft_is_its_authors_own(room: rooms.Room) -> None:
    case_id = room.case()
    keep(rooms.Browser(room.lucia), case_id)
    assert kept(rooms.Browser(room.carmen), case_id) == []
    assert rooms.Browser(room.marcos).get("/drafts/", case=str(case_id)).status_code == 403
    assert keep(rooms.Browser(room.marcos), case_id) == 403
    assert rooms.Browser(room.elena).get("/drafts/", case=str(case_id)).status_code == 404
    assert Draft.objects.count() == 1


def test_nothing_typed_is_no_draft(room: rooms.Room) -> None:
    case_id = room.case()
    keep(rooms.Browser(room.lucia), case_id)
    assert keep(rooms.Browser(room.lucia), case_id, content={}) == 204
    assert Draft.objects.count() == 0


def test_one_desk_that_saves_often_keeps_one_row(room: rooms.Room) -> None:
    case_id = room.case()
    statuses = together.at_once(
        [
            functools.partial(keep, rooms.Browser(room.lucia), case_id, content={"a": str(number)})
            for number in range(8)
        ]
    )
    assert statuses == [204] * 8
    assert Draft.objects.count() == 1


WRONG: list[dict[str, Any]] = [
    {"case": "x"},
    {"case": None},
    {"form": ""},
    {"form": "two words"},
    {"form": 3},
    {"base_version": "3"},
    {"base_version": -1},
    {"base_version": True},
    {"base_version": 2**31},
    {"content": []},
    {"content": {"a": 1}},
    {"content": {"a": "x" * 9_000}},
    {"content": {str(number): "" for number in range(50)}},
    {"contents": {}},
]


def test_a_draft_that_cannot_be_kept_names_its_field(room: rooms.Room) -> None:
    case_id = room.case()
    browser = rooms.Browser(room.lucia)
    for told in WRONG:
        usual = {"case": str(case_id), "form": "f", "base_version": 3, "content": {}}
        answer = browser.client.put(
            "/drafts/",
            json.dumps(usual | told),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 400, told
        assert set(json.loads(answer.content)["fields"]) == set(told)
    for raw in (b"", b"[]", b"{", b'{"case":"\x00"}', b'{"case":"\\u0000"}', b"\xff", b"[" * 9_999):
        answer = browser.client.put(
            "/drafts/",
            raw,
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 400, raw[:20]
    assert browser.get("/drafts/").status_code == 400
    assert browser.get("/drafts/", case="\0").status_code == 400
    assert Draft.objects.count() == 0


def test_closing_asks_to_save_or_discard_what_is_typed(room: rooms.Room) -> None:
    case_id = room.case()
    keep(rooms.Browser(room.lucia), case_id)
    ending: dict[str, Any] = {"disposition": Disposition.REFUSED_HELP, "summary": "No quiere"}
    with pytest.raises(refusals.Refusal) as refused:
        closure.close_case(room.passage(case_id=case_id), **ending)
    assert (refused.value.code, refused.value.fields) == ("drafts_open", {"drafts": ["location"]})
    assert Draft.objects.count() == 1
    closure.close_case(room.passage(case_id=case_id), **ending, discard_drafts=True)
    assert Draft.objects.count() == 0
