"""Commands by browser: what is wrong is named, changes nothing and is never a fault of ours."""

from __future__ import annotations

import itertools
import json
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse

from calls.casefile.models import Case, Commitment
from calls.stages.transfer.models import Offer
from calls.stages.triage.models import TimeCritical
from tests.calls import room as rooms
from tests.calls.stages import sheets
from tests.house import test_routes

HOSTILE = (
    "\0",
    "a\0b",
    "x" * 5_000,
    "9" * 400,
    "-1",
    "nan",
    "1e999",
    "\u202e\ufffe\U0010ffff",
    "' OR 1=1 --",
    "00000000-0000-0000-0000-000000000000",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
)


# What is fetched and changes nothing.
READ = {"same_incident", "whereabouts"}


def browsers(room: rooms.Room) -> dict[str, rooms.Browser]:
    """Sign everybody in."""
    return {name: rooms.Browser(getattr(room, name)) for name in ("lucia", "marcos", "elena")}


def test_every_command_of_the_stages_is_tried_here(sheet: sheets.Sheet) -> None:
    routes = {
        pattern.name
        for path, pattern in test_routes.routes()
        if path.startswith(("cases/", "calls/")) and "dispatch" not in path
        if getattr(pattern.callback, "__module__", "").startswith("calls.stages")
    }
    tried = sheet.commands()
    assert {name.partition(":")[2] for name in tried} == routes - READ
    for name, (path, _who, _fields) in tried.items():
        ids = {"case_id": sheet.case_id} if f"/{sheet.case_id}/" in path else {}
        if name != "stages:answer":
            assert reverse(name, kwargs=ids) == path


def test_every_command_is_taken_when_it_is_right(sheet: sheets.Sheet) -> None:
    desks = browsers(sheet.room)
    order = [name for name in sheet.commands() if name not in {"stages:withdraw", "stages:refuse"}]
    order.insert(order.index("stages:close"), "stages:withdraw")
    for name in order:
        path, who, fields = sheet.commands()[name]
        if name == "stages:close":
            for promise in Commitment.objects.filter(kind="followup.callback", settled_at=None):
                kept = {"commitment": str(promise.id), "result": "not_needed"}
                desks["lucia"].command(f"/cases/{sheet.case_id}/followup/settle/", **kept)
            for offer in Offer.objects.exclude(state="withdrawn"):
                ending = {"offer": str(offer.id), "reason": "x"}
                desks["lucia"].command(f"/cases/{sheet.case_id}/transfer/withdraw/", **ending)
        if name == "stages:record_onset":
            # The answer given above found something else, so that this counted no more.
            TimeCritical.objects.update(active=True)
        if name == "stages:dismiss":
            path = f"/cases/{sheet.room.answered()}/closure/dismiss/"
        answer = desks[who].command(path, **fields)
        assert answer.status_code == 200, (name, answer.content)
        assert json.loads(answer.content)["version"] >= 1
    assert Case.objects.get(id=sheet.case_id).stage == "closed"


def test_a_command_without_an_id_of_its_own_is_refused(sheet: sheets.Sheet) -> None:
    desks = browsers(sheet.room)
    commands = sheet.commands()
    before = rooms.everything()
    for path, who, fields in commands.values():
        for bad in (None, "x", "\0", "1" * 400):
            answer = desks[who].command(path, command_id=bad, **fields)
            assert answer.status_code == 400, path
            assert set(sheets.fields_of(answer)) == {"X-Command-Id"}
    assert rooms.everything() == before


def test_a_command_is_sent_and_never_fetched(sheet: sheets.Sheet) -> None:
    desks = browsers(sheet.room)
    for path, who, _fields in sheet.commands().values():
        assert desks[who].get(path).status_code == 405


def test_a_hostile_field_is_named_changes_nothing_and_is_no_fault_of_ours(
    sheet: sheets.Sheet,
) -> None:
    desks = browsers(sheet.room)
    commands = sheet.commands().values()
    before = rooms.everything()
    refused = 0
    for path, who, fields in commands:
        for field, hostile in itertools.product(fields, HOSTILE):
            tried = (path, field, hostile)
            with transaction.atomic():
                answer = desks[who].command(path, **fields | {field: hostile})
                taken = answer.status_code == 200
                assert taken or rooms.everything() == before, tried
                transaction.set_rollback(True)
            assert answer.status_code < 500, tried
            assert not (taken and "\0" in hostile), tried
            if answer.status_code == 400:
                assert field in sheets.fields_of(answer), tried
            refused += not taken
    assert refused > 200


OPTIONAL = {
    "stages:open_case": {"received_at", "callback_number"},
    "stages:answer_life": {"awake", "breathing"},
    "stages:choose_wording": {"language", "child"},
    "stages:record_onset": {"onset_date"},
    "stages:count_casualties": {"immediate", "delayed", "minor", "deceased"},
    "stages:offer": {"agency", "centre"},
    "stages:callback": {"text"},
    "stages:settle": {"text"},
    "stages:settle_unanswered": {"text"},
    "stages:carry_on_alone": {"text"},
    "stages:join": {"trapped", "fire_or_load", "other_carriageway", "asked"},
    "stages:close": {"discard_drafts"},
    "stages:mark_case": {"reason"},
    "stages:dismiss": {"discard_drafts"},
}


def test_what_is_missing_is_named(sheet: sheets.Sheet) -> None:
    desks = browsers(sheet.room)
    commands = sheet.commands()
    del commands["stages:record"]
    before = rooms.everything()
    for name, (path, who, fields) in commands.items():
        for field in set(fields) - OPTIONAL.get(name, set()):
            rest = {other: value for other, value in fields.items() if other != field}
            answer = desks[who].command(path, **rest)
            assert answer.status_code == 400, (path, field)
            assert field in sheets.fields_of(answer), (path, field)
    offer, who, _fields = commands["stages:offer"]
    assert set(sheets.fields_of(desks[who].command(offer))) == {"agency"}
    assert rooms.everything() == before


def test_nothing_is_done_to_a_case_that_is_not_there(room: rooms.Room) -> None:
    browser = rooms.Browser(room.lucia)
    answer = browser.command(f"/cases/{uuid4()}/followup/note/", text="x")
    assert answer.status_code == 404
    assert browser.command("/cases/x/followup/note/", text="x").status_code == 404
    assert browser.command(f"/calls/{uuid4()}/answer/").status_code == 404


def test_a_body_that_is_no_form_is_refused(room: rooms.Room) -> None:
    case_id = room.case()
    browser = rooms.Browser(room.lucia)
    headers = {"X-Command-Id": str(uuid4())}
    bodies = [
        (b"\xff\xfe" * 50, "application/x-www-form-urlencoded"),
        (b"x" * 2_000_000, "application/x-www-form-urlencoded"),
        (
            b"&".join(b"a%d=1" % number for number in range(500)),
            "application/x-www-form-urlencoded",
        ),
        (b"nothing like it", "multipart/form-data; boundary=x"),
        (b"nothing like it", "multipart/form-data"),
        (b'{"text": "x"}', "application/json"),
    ]
    before = rooms.everything()
    for raw, content_type in bodies:
        answer: Any = browser.client.post(
            f"/cases/{case_id}/followup/note/", raw, content_type=content_type, headers=headers
        )
        assert answer.status_code == (413 if len(raw) > 1_048_576 else 400), (
            content_type,
            raw[:20],
        )
    assert rooms.everything() == before
