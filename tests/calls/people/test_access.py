"""The policy, exhausted: every role, action and relation, and every route once for each role."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import Any, get_args
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from calls.people import access, tokens
from calls.people import actor as actors
from calls.people.access import Decision
from calls.people.models import Role
from tests.calls import room as rooms
from tests.house import test_routes

PEOPLE = tuple(Role.values)
MACHINES = ("gateway", "official", "avl", "partner")
ROLES = (*PEOPLE, *MACHINES, "system", "anonymous", "nobody")
RELATIONS = get_args(access.Relation)
# What each word of the file means, said once more.
MEANING = {
    "any": {"own", "leg", "board", "outside"},
    "board": {"own", "board"},
    "own": {"own"},
    "leg": {"leg"},
}
ON_CASES = {
    *("case.read", "case.take_over", "draft.keep", "intake.record", "arrest.suspect"),
    *("triage.start_protocol", "triage.answer_question", "triage.judge"),
    *("instructions.start_script", "instructions.record_step"),
    *("instructions.choose_wording", "instructions.resume_script"),
    *("transfer.offer", "transfer.withdraw", "transfer.accept", "transfer.refuse"),
    *("dispatch.assign", "dispatch.set_status"),
    *("followup.note", "followup.schedule_callback", "followup.settle"),
    "caution.write_on_case",
    *("closure.close", "closure.dismiss"),
    *("intake.compare", "incident.join", "incident.receive", "incident.separate"),
    *("incident.split", "incident.continue", "transfer.carry_on_alone"),
    *("intake.mark_case", "intake.mark_covert", "case.break_glass"),
}


def decide(role: str, action: str, relation: access.Relation) -> Decision:
    """Ask the policy for an actor of a role."""
    actor = actors.Actor(kind="person", role=role, id=uuid4())
    return access.decide(actor=actor, action=action, relation=relation)


def test_every_role_action_and_relation_is_decided_as_the_file_says() -> None:
    for role, action, relation in itertools.product(ROLES, access.matrix(), RELATIONS):
        scope = access.matrix()[action].get(role)
        wanted = Decision.FORBIDDEN if relation != "outside" else Decision.NOT_FOUND
        if scope is not None and relation in MEANING[scope]:
            wanted = Decision.ALLOWED
        assert decide(role, action, relation) is wanted, (role, action, relation)
        assert access.may(role, action) is (scope is not None)


def test_the_file_names_known_roles_and_scopes_alone() -> None:
    for action, scopes in access.matrix().items():
        assert re.fullmatch(r"[a-z]+(\.[a-z_]+)?", action)
        assert set(scopes) <= {*PEOPLE, *MACHINES, "system", "anonymous"}, action
        assert set(scopes.values()) <= set(MEANING), action
        assert scopes, f"{action} is nobody's"


def test_the_file_keeps_what_the_plan_of_access_promises() -> None:
    reach = {
        role: {action for action, scopes in access.matrix().items() if role in scopes}
        for role in ROLES
    }
    everybody = {"public"}
    assert reach["anonymous"] == everybody
    assert reach["nobody"] == set()
    assert reach["official"] == everybody | {"export.read", "audit.read_own"}
    assert reach["gateway"] == everybody | {
        "call.announce",
        "call.end",
        "call.hang_up",
        "call.locate",
        "call.locate_on_case",
    }
    assert reach["avl"] == everybody | {"dispatch.report_positions"}
    # Who reads the access log does nothing else, and nobody else reads it.
    assert reach["auditor"] == everybody | {
        *(
            "session.use",
            "session.own",
            "session.lock",
            "protocols.read",
            "protocols.compare",
            "quality.read",
            "audit.read",
            "audit.export",
            "archive.search",
            "subject.read",
        ),
        "administration.read",
        "exception.read",
    }
    # What was told in a sealed file is for who worked on it, and for the supervisor.
    assert [role for role in ROLES if "archive.disclose" in reach[role]] == [
        *("operator", "dispatcher", "supervisor"),
    ]
    assert [role for role in ROLES if "audit.read" in reach[role]] == ["auditor"]
    # Who makes users sees no case.
    assert not reach["administrator"] & ON_CASES
    administering = {name for name in access.matrix() if name.startswith("administration.")}
    assert administering <= reach["administrator"]
    assert reach["auditor"] & administering == {"administration.read"}
    assert not any(reach[role] & administering for role in {*ROLES} - {"administrator", "auditor"})
    # Who asks does not answer.
    assert not reach["dispatcher"] & {"transfer.offer", "transfer.withdraw", "intake.record"}
    assert not (reach["operator"] | reach["supervisor"]) & {"transfer.accept", "transfer.refuse"}
    assert not reach["system"] & ON_CASES
    assert not {"closure.close", "closure.dismiss", "case.open"} & reach["dispatcher"]


def test_nobody_touches_a_case_outside_their_sight_but_who_sees_all() -> None:
    for role, action in itertools.product(PEOPLE, ON_CASES):
        if decide(role, action, "outside") is Decision.ALLOWED:
            assert role == "supervisor", action
        if role != "supervisor":
            assert decide(role, action, "outside") is Decision.NOT_FOUND
        if role == "dispatcher":
            assert decide(role, action, "own") is not Decision.ALLOWED


def test_an_action_that_the_file_does_not_name_cannot_guard_a_view() -> None:
    with pytest.raises(KeyError):
        access.requires("case.burn")


def test_a_guarded_view_carries_its_action() -> None:
    @access.requires("case.read")
    def view(request: HttpRequest) -> HttpResponse:
        raise AssertionError("never asked")

    assert test_routes.action_of(view) == "case.read"


def paths() -> list[tuple[str, str]]:
    """Give every address with its action; ids in it are nobody's."""
    found = []
    for pattern, route in test_routes.routes():
        path = re.sub(r"<uuid:\w+>", lambda _: str(uuid4()), pattern)
        path = re.sub(r"<int:\w+>", "999999", path)
        path = re.sub(r"<\w*:?\w+>", "2026-999999", path)
        found.append((f"/{path}", str(test_routes.action_of(route.callback))))
    return found


def test_every_route_lets_in_the_roles_of_its_action_and_no_other(room: rooms.Room) -> None:
    people = [room.lucia, room.elena, room.carmen]
    people += [room.person(role, Role(role)) for role in ("administrator", "auditor")]
    browsers = {person.role: rooms.Browser(person) for person in people}
    assert set(browsers) == set(PEOPLE)
    stranger = rooms.Browser()
    for path, action in paths():
        if path.startswith("/api/v1/"):
            continue
        for role, browser in browsers.items():
            # Who may come in is asked before what for: a route that only takes POST says 405.
            status = browser.get(path).status_code
            assert (status in {401, 403}) is not access.may(role, action), (path, role, status)
            assert status < 500, (path, role)
        for answer in (stranger.get(path), stranger.command(path)):
            assert (answer.status_code == 401) is not access.may("anonymous", action), path


def test_every_machines_route_lets_in_its_machine_alone(room: rooms.Room) -> None:
    expires_at = timezone.now() + timedelta(days=1)
    centres = {"avl": room.elena.centre, "partner": room.elena.centre}
    issued = {
        kind: tokens.issue(kind=kind, name=kind, expires_at=expires_at, centre=centres.get(kind))
        for kind in MACHINES
    }
    operator = rooms.Browser(room.lucia)
    tried = 0
    for path, action in paths():
        if not path.startswith("/api/v1/") or action == "public":
            continue
        for kind, token in issued.items():
            answers: list[Any] = [
                Client().generic(method, path, headers={"Authorization": f"Bearer {token}"})
                for method in ("GET", "POST")
            ]
            refused = {answer.status_code for answer in answers} <= {403}
            assert refused is not access.may(kind, action), (path, kind)
            tried += 1
        assert operator.get(path).status_code == 401, "a session opens no machine's door"
        assert operator.command(path).status_code == 401
    assert tried >= 4


def test_a_person_following_a_link_is_shown_the_way_a_script_is_told(room: rooms.Room) -> None:
    page: Any = Client().get("/console/")
    assert (page.status_code, page["Location"]) == (302, "/sign-in/?next=/console/")
    told: Any = Client().get("/console/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (401, "not_signed_in")
    wrong_room: Any = rooms.Browser(room.elena).client.get("/console/")
    assert wrong_room.status_code == 403
    assert b"<html" in wrong_room.content
