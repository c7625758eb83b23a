"""Commands by browser: what is wrong is named, changes nothing and is never a fault of ours."""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from calls.casefile.models import Case, Commitment
from calls.stages.followup import services as followup
from calls.stages.instructions import services as instructions
from calls.stages.transfer.models import Offer
from calls.stages.triage import services as triage
from tests.calls import room as rooms
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


@dataclasses.dataclass
class Sheet:
    """A case with everything prepared that a command can ask for."""

    room: rooms.Room
    case_id: UUID
    offer: UUID
    promise: UUID

    def commands(self) -> dict[str, tuple[str, str, dict[str, Any]]]:
        """Give each command's route: its path, who sends it, and fields that are right."""
        base = rooms.version(self.case_id)
        here = f"/cases/{self.case_id}/"
        lucia, elena = "lucia", "elena"
        return {
            "stages:open_case": (
                "/cases/open/",
                lucia,
                {"channel": "radio", "received_at": "", "callback_number": ""},
            ),
            "stages:record": (
                here + "intake/record/",
                lucia,
                {
                    "base_version": base,
                    "location_text": "Calle Toro",
                    "municipality": "37274",
                    "latitude": "40.97",
                    "longitude": "-5.66",
                    "location_source": "caller",
                    "complaint_text": "humo",
                    "complaint_protocol": "general",
                    "awake": "yes",
                    "breathing": "yes",
                    "caller_name": "Ana",
                    "callback_number": "600123123",
                    "caller_kind": "witness",
                },
            ),
            "stages:take_over": (here + "take-over/", "marcos", {"reason": "relevo"}),
            "stages:start_protocol": (here + "triage/start/", lucia, {"protocol": "general"}),
            "stages:answer_question": (
                here + "triage/answer/",
                lucia,
                {"question": "awake", "answer": "no"},
            ),
            "stages:judge": (
                here + "triage/severity/",
                lucia,
                {"base_version": base, "severity": "P3", "reason": "leve"},
            ),
            "stages:arrest": (here + "arrest/", lucia, {}),
            "stages:start_script": (here + "instructions/start/", lucia, {"script": "cpr_adult"}),
            "stages:record_step": (
                here + "instructions/step/",
                lucia,
                {"step": "speaker", "result": "done"},
            ),
            "stages:offer": (
                here + "transfer/offer/",
                lucia,
                {"agency": "fire", "centre": str(self.room.fire.id)},
            ),
            "stages:withdraw": (
                here + "transfer/withdraw/",
                lucia,
                {"offer": str(self.offer), "reason": "x"},
            ),
            "stages:accept": (here + "transfer/accept/", elena, {"offer": str(self.offer)}),
            "stages:refuse": (
                here + "transfer/refuse/",
                elena,
                {"offer": str(self.offer), "reason": "x"},
            ),
            "stages:note": (here + "followup/note/", lucia, {"text": "x"}),
            "stages:callback": (here + "followup/callback/", lucia, {"minutes": 5, "text": ""}),
            "stages:settle": (
                here + "followup/settle/",
                lucia,
                {"commitment": str(self.promise), "result": "done", "text": ""},
            ),
            "stages:close": (
                here + "closure/close/",
                lucia,
                {"disposition": "deceased", "summary": "x", "discard_drafts": ""},
            ),
            "stages:dismiss": (
                here + "closure/dismiss/",
                lucia,
                {"outcome": "hoax", "discard_drafts": ""},
            ),
            "stages:answer": (f"/calls/{self.room.ring()}/answer/", lucia, {}),
        }


@pytest.fixture
def sheet(room: rooms.Room) -> Sheet:
    """Give a case in which every command has something to act on."""
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    instructions.start_script(room.passage(case_id=case_id), script="cpr_adult")
    offer = room.offered(case_id)
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    promise = Commitment.objects.get(kind="followup.callback").id
    return Sheet(room, case_id, offer, promise)


def browsers(room: rooms.Room) -> dict[str, rooms.Browser]:
    """Sign everybody in."""
    return {name: rooms.Browser(getattr(room, name)) for name in ("lucia", "marcos", "elena")}


def fields_of(answer: Any) -> dict[str, list[str]]:
    """Give what an answer says about fields."""
    told: dict[str, Any] = json.loads(answer.content)
    assert told["code"]
    assert told["message"]
    fields: dict[str, list[str]] = told.get("fields", {})
    return fields


def test_every_command_of_the_stages_is_tried_here(sheet: Sheet) -> None:
    routes = {
        pattern.name
        for path, pattern in test_routes.routes()
        if path.startswith(("cases/", "calls/")) and "dispatch" not in path
        if getattr(pattern.callback, "__module__", "").startswith("calls.stages")
    }
    tried = sheet.commands()
    assert {name.partition(":")[2] for name in tried} == routes
    for name, (path, _who, _fields) in tried.items():
        ids = {"case_id": sheet.case_id} if f"/{sheet.case_id}/" in path else {}
        if name != "stages:answer":
            assert reverse(name, kwargs=ids) == path


def test_every_command_is_taken_when_it_is_right(sheet: Sheet) -> None:
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
        if name == "stages:dismiss":
            path = f"/cases/{sheet.room.answered()}/closure/dismiss/"
        answer = desks[who].command(path, **fields)
        assert answer.status_code == 200, (name, answer.content)
        assert json.loads(answer.content)["version"] >= 1
    assert Case.objects.get(id=sheet.case_id).stage == "closed"


def test_a_command_without_an_id_of_its_own_is_refused(sheet: Sheet) -> None:
    desks = browsers(sheet.room)
    commands = sheet.commands()
    before = rooms.everything()
    for path, who, fields in commands.values():
        for bad in (None, "x", "\0", "1" * 400):
            answer = desks[who].command(path, command_id=bad, **fields)
            assert answer.status_code == 400, path
            assert set(fields_of(answer)) == {"X-Command-Id"}
    assert rooms.everything() == before


def test_a_command_is_sent_and_never_fetched(sheet: Sheet) -> None:
    desks = browsers(sheet.room)
    for path, who, _fields in sheet.commands().values():
        assert desks[who].get(path).status_code == 405


def test_a_hostile_field_is_named_changes_nothing_and_is_no_fault_of_ours(sheet: Sheet) -> None:
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
                assert field in fields_of(answer), tried
            refused += not taken
    assert refused > 200


OPTIONAL = {
    "stages:open_case": {"received_at", "callback_number"},
    "stages:offer": {"agency", "centre"},
    "stages:callback": {"text"},
    "stages:settle": {"text"},
    "stages:close": {"discard_drafts"},
    "stages:dismiss": {"discard_drafts"},
}


def test_what_is_missing_is_named(sheet: Sheet) -> None:
    desks = browsers(sheet.room)
    commands = sheet.commands()
    del commands["stages:record"]
    before = rooms.everything()
    for name, (path, who, fields) in commands.items():
        for field in set(fields) - OPTIONAL.get(name, set()):
            rest = {other: value for other, value in fields.items() if other != field}
            answer = desks[who].command(path, **rest)
            assert answer.status_code == 400, (path, field)
            assert field in fields_of(answer), (path, field)
    offer, who, _fields = commands["stages:offer"]
    assert set(fields_of(desks[who].command(offer))) == {"agency"}
    assert rooms.everything() == before


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
    assert list(fields_of(answer)) == [field]
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
    assert set(fields_of(answer)) == {"received_at"}
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
        assert answer.status_code == 400, (content_type, raw[:20])
    assert rooms.everything() == before
