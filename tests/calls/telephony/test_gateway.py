"""What a gateway tells of a call it has announced: taken once, or the field named."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from calls.casefile import log
from calls.casefile.kinds import CallState, Disposition
from calls.casefile.models import Call, Case, Fix
from calls.directory.models import Municipality
from calls.people import tokens
from calls.stages.closure import services as closure
from calls.stages.intake import services as intake
from tests.calls import room as rooms

HERE = {"latitude": 40.9701, "longitude": -5.6635, "radius_m": 24, "source": "aml"}


class Line:
    """A call a gateway has announced, and what it tells of it after that."""

    def __init__(self, room: rooms.Room, **told: Any) -> None:
        room.now = timezone.now()
        later = timezone.now() + timedelta(days=1)
        self.headers = {
            "Authorization": f"Bearer {tokens.issue(kind='gateway', name='gw', expires_at=later)}"
        }
        self.room = room
        self.call_id = room.ring(call_id="gw/1 ñ", **told)

    @property
    def call(self) -> Call:
        """The call as it stands."""
        return rooms.call(self.call_id)

    def tell(self, what: str, told: Any, *, call_id: str = "gw%2F1%20%C3%B1") -> Any:
        """Send JSON about the call, or raw bytes."""
        raw = told if isinstance(told, bytes) else json.dumps(told).encode()
        return Client().post(
            f"/api/v1/calls/{call_id}/{what}/",
            raw,
            content_type="application/json",
            headers=self.headers,
        )


@pytest.fixture
def line(room: rooms.Room) -> Line:
    """Give a ringing call."""
    return Line(room)


WRONG_ENDINGS: list[tuple[Any, str]] = [
    ({}, "ended_by"),
    ({"ended_by": "dog"}, "ended_by"),
    ({"ended_by": None}, "ended_by"),
    ({"ended_by": ["caller"]}, "ended_by"),
    ({"ended_by": "caller", "at": "yesterday"}, "at"),
    ({"ended_by": "caller", "at": 1}, "at"),
    ({"ended_by": "caller", "at": "0001-01-01T00:00:00+14:00"}, "at"),
    ({"ended_by": "caller", "at": "9999-12-31T23:59:59-14:00"}, "at"),
    ({"ended_by": "caller", "at": "2026-05-01T12:00:00"}, "at"),
    ({"ended_by": "caller", "why": "x"}, "why"),
    ([], "body"),
    (None, "body"),
    (b"{", "body"),
    (b"", "ended_by"),
    (b'{"ended_by": "caller", "at": "\\u0000"}', "at"),
]


@pytest.mark.parametrize(("told", "field"), WRONG_ENDINGS, ids=str)
def test_a_wrong_ending_is_named_and_the_call_rings_on(told: Any, field: str, line: Line) -> None:
    before = rooms.everything()
    answer = line.tell("end", told)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert rooms.everything() == before
    assert line.call.ended_at is None


WRONG_FIXES: list[tuple[Any, str]] = [
    ({}, "latitude"),
    ({"latitude": 91, "longitude": 0}, "latitude"),
    ({"latitude": True, "longitude": 0}, "latitude"),
    ({"latitude": 1, "longitude": "0"}, "longitude"),
    ({**HERE, "radius_m": -1}, "radius_m"),
    ({**HERE, "source": "a b"}, "source"),
    ({**HERE, "source": 1}, "source"),
    ({**HERE, "at": "2020-01-01T00:00:00Z"}, "at"),
    ({**HERE, "at": ""}, "at"),
    ({**HERE, "lat": 1}, "lat"),
    ([HERE, {**HERE, "latitude": -91}], "[1].latitude"),
    ([HERE, 7], "[1]"),
    ([], "body"),
    ([HERE] * 21, "body"),
    ("here", "body"),
    (b'{"latitude": NaN, "longitude": 0}', "body"),
]


@pytest.mark.parametrize(("told", "field"), WRONG_FIXES, ids=str)
def test_a_wrong_fix_is_named_and_nothing_of_its_message_kept(
    told: Any, field: str, line: Line
) -> None:
    before = rooms.everything()
    answer = line.tell("locations", told)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert rooms.everything() == before
    assert not Fix.objects.exists()


@pytest.mark.parametrize(
    "call_id",
    ["gw-2", "%00", "a%00b", "x" * 129, "0197a3e0-0000-7000-8000-000000000112", "%FF", "%0A"],
)
def test_a_call_that_was_never_announced_is_not_there(call_id: str, line: Line) -> None:
    for what, told in (("end", {"ended_by": "caller"}), ("locations", HERE)):
        answer = line.tell(what, told, call_id=call_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_only_a_gateway_comes_through_these_doors(line: Line) -> None:
    line.headers = {}
    assert line.tell("end", {"ended_by": "caller"}).status_code == 401
    assert line.tell("locations", HERE).status_code == 401
    assert line.call.state == CallState.RINGING


def test_a_call_without_an_id_of_the_gateways_is_ended_by_the_one_it_was_answered(
    line: Line,
) -> None:
    call_id = line.room.ring(call_id=None)
    assert line.tell("end", {"ended_by": "caller"}, call_id=str(call_id)).status_code == 200
    assert rooms.call(call_id).state == CallState.ABANDONED


def test_a_call_that_ends_while_it_rings_is_told_once(line: Line) -> None:
    at = line.room.now + timedelta(seconds=20)
    answer = line.tell("end", {"ended_by": "network", "at": at.isoformat()})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["call_id"]) == (str(line.call_id), "gw/1 ñ")
    assert (told["state"], told["ended_by"]) == ("abandoned", "network")
    before = rooms.everything()
    again = line.tell("end", {"ended_by": "caller"})
    assert (again.status_code, again.json()) == (200, told)
    assert rooms.everything() == before
    assert (line.call.ended_by, line.call.ended_at) == ("network", at)
    assert Case.objects.count() == 1


def test_where_a_ringing_phone_is_moves_its_card_once(line: Line) -> None:
    first = line.tell("locations", [HERE, {**HERE, "latitude": 40.98}])
    assert (first.status_code, first.json()["new"]) == (200, 2)
    assert line.tell("locations", HERE).json()["new"] == 0, "told again, kept twice"
    assert rooms.kinds(line.call_id) == ["telephony.call_announced", "telephony.call_located"]
    assert (line.call.version, line.call.area) == (2, "ez7cp")
    *_rest, last = log.read(line.call_id)
    assert last.data["count"] == 2
    assert last.data["fixes"][0]["latitude"] == HERE["latitude"]


def test_a_phone_that_is_somewhere_else_later_is_told_again(line: Line) -> None:
    line.tell("locations", HERE)
    madrid = {"latitude": 40.4168, "longitude": -3.7038}
    assert line.tell("locations", madrid).json()["new"] == 1
    assert line.call.area == "ezjmg"
    assert Fix.objects.count() == 2


def test_where_the_phone_is_never_moves_the_place_of_help(line: Line) -> None:
    answer = intake.answer_call(line.room.passage(), call_id=line.call_id)
    case_id = answer["case"]
    line.tell("locations", HERE)
    case = Case.objects.get(id=case_id)
    assert (case.latitude, case.longitude, case.location_text) == (None, None, "")
    assert case.version == answer["version"] + 1, "consoles do not read it again"
    assert rooms.kinds(case.id)[-1] == "telephony.call_located"
    browser = rooms.Browser(line.room.lucia)
    state = json.loads(browser.get(f"/cases/{case_id}/state/").content)
    assert [fix["latitude"] for fix in state["fixes"]] == [HERE["latitude"]]


def test_an_ended_call_is_located_all_the_same(line: Line) -> None:
    line.tell("end", {"ended_by": "caller"})
    assert line.tell("locations", HERE).json()["new"] == 1
    (case,) = Case.objects.all()
    assert rooms.kinds(case.id)[-1] == "telephony.call_located"


def test_the_log_of_a_closed_case_is_not_written_to(line: Line) -> None:
    case_id = UUID(intake.answer_call(line.room.passage(), call_id=line.call_id)["case"])
    closure.dismiss_case(line.room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    written = (rooms.kinds(case_id), rooms.kinds(line.call_id))
    assert line.tell("locations", HERE).json()["new"] == 0
    assert line.tell("end", {"ended_by": "centre"}).status_code == 200
    assert (rooms.kinds(case_id), rooms.kinds(line.call_id)) == written
    assert line.call.ended_by == "centre"


def test_a_call_knows_roughly_where_it_is_from_its_first_ring(room: rooms.Room) -> None:
    Municipality.objects.filter(ine_code="37274").update(
        outline="-5700,40930 0,80 80,0 0,-80", west=-5.7, east=-5.62, south=40.93, north=41.01
    )
    call = Line(room, location=HERE).call
    assert (call.area, call.municipality) == ("ez7cp", room.salamanca)
