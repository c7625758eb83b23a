"""The desk by browser: who may open it, what it orders, how it is told no."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from calls.people import sessions
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from dispatch.models import Assignment, UnitStatus
from tests.dispatch.floor import Floor, everything


def browser(user: User) -> Client:
    """Give a client in which somebody has signed in."""
    client = Client()
    request = HttpRequest()
    request.session = client.session
    sessions.begin(request, user, at=timezone.now())
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)
    return client


def order(client: Client, path: str, command: UUID | None = None, **fields: Any) -> Any:
    """Send a command as scripts do."""
    return client.post(path, fields, headers={"X-Command-Id": str(command or uuid4())})


def test_a_unit_is_sent_and_followed_from_the_desk(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    desk = browser(floor.health.user)
    sent = order(desk, f"/cases/{case.id}/dispatch/assign/", unit=unit.id)
    assert (sent.status_code, sent.json()["status"]) == (200, "assigned")
    where = f"/dispatch/units/{unit.id}/status/"
    assert order(desk, where, status="en_route").json()["case"] == str(case.id)
    assert order(desk, where, status="on_scene", case=case.id).json()["status"] == "on_scene"
    freed = order(desk, where, status="available")
    assert freed.json()["version"] == sent.json()["version"] + 3
    assert Assignment.objects.get().released_at is not None
    away = order(desk, where, status="out_of_service")
    assert away.json() == {"unit": str(unit.id), "status": "out_of_service", "version": 6}


def test_what_cannot_be_is_answered_with_the_reason_and_changes_nothing(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    desk, neighbour = browser(floor.health.user), browser(floor.fire.user)
    operator = browser(floor.operator)
    assign, say = f"/cases/{case.id}/dispatch/assign/", f"/dispatch/units/{unit.id}/status/"
    before = everything()
    refused: list[tuple[HttpResponse, int, str]] = [
        (order(desk, assign), 400, "invalid"),
        (order(desk, assign, unit="SVA-1"), 400, "invalid"),
        (order(desk, assign, unit=uuid4()), 404, "not_found"),
        (order(desk, say, status="flying"), 400, "invalid"),
        (order(desk, say, status="en_route\x00"), 400, "invalid"),
        (order(desk, say, status="en_route"), 409, "out_of_stage"),
        (order(desk, say, status="en_route", case=case.id), 409, "out_of_stage"),
        (order(neighbour, assign, unit=unit.id), 404, "not_found"),
        (order(neighbour, say, status="out_of_service"), 404, "not_found"),
        (order(operator, assign, unit=unit.id), 403, "forbidden"),
        (order(operator, say, status="out_of_service"), 403, "forbidden"),
        (order(Client(), assign, unit=unit.id), 401, "not_signed_in"),
        (order(Client(), say, status="out_of_service"), 401, "not_signed_in"),
    ]
    for answer, status, code in refused:
        told: Any = answer
        assert (told.status_code, told.json()["code"]) == (status, code)
        assert told.json()["message"]
    assert everything() == before


def test_a_command_without_its_id_is_not_taken(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    answer = browser(floor.health.user).post(
        f"/dispatch/units/{unit.id}/status/",
        {"status": UnitStatus.OUT_OF_SERVICE.value},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["X-Command-Id"])
    unit.refresh_from_db()
    assert unit.status == UnitStatus.AVAILABLE


def test_the_desk_shows_the_boards_of_its_own_centre(floor: Floor) -> None:
    page = browser(floor.health.user).get("/desk/")
    assert page.status_code == 200
    assert page.context["topics"] == (f"centre:{floor.health.centre.id}",)
    assert page.context["own_centre"] == str(floor.health.centre.id)
    assert page.context["state"] is None
    assert floor.health.centre.name in page.content.decode()


def test_a_case_on_the_desk_is_shown_with_its_units_and_the_reading_is_recorded(
    floor: Floor,
) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    page = browser(floor.health.user).get(f"/desk/{case.id}/")
    assert page.status_code == 200
    state = page.context["state"]
    assert [row["callsign"] for row in state["units"]] == [unit.callsign]
    assert {"dispatch.assign", "dispatch.set_status"} <= set(state["allowed"])
    reading = AccessRecord.objects.get(subject_id=case.id)
    assert reading.actor_id == floor.health.user.id


def test_a_case_of_another_centre_is_not_on_the_desk(floor: Floor) -> None:
    case = floor.case(floor.health)
    assert browser(floor.fire.user).get(f"/desk/{case.id}/").status_code == 404
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("path", ["/desk/", f"/desk/{UUID(int=1)}/"])
def test_nobody_but_a_dispatcher_opens_a_desk(floor: Floor, path: str) -> None:
    assert browser(floor.operator).get(path).status_code == 403
    away = Client().get(path)
    assert (away.status_code, away.headers["Location"]) == (302, f"/sign-in/?next={path}")
