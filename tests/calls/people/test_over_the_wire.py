"""The matrix over the wire: every route, method and topic, once for each who may knock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from cae import checks
from calls.live import feed, sockets
from calls.live import topics as live_topics
from calls.people import access
from calls.people.access import Decision
from calls.people.models import User
from tests.cae.doors import walk
from tests.calls.people.principals import Centre, Principal, Target
from tests.support import stack as stacks
from tests.support.figures import Tell

pytestmark = pytest.mark.stack
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# These act on a case whose reading is another action's.
READS_A_CASE = {"live:console_case": "case.read", "dispatch:desk_case": "case.read"}
READING = {"case.read", "intake.compare"}
# They would leave who knocks outside every other door; the sign-in's tests knock there.
LEAVING = {"people:sign_out", "people:lock"}
AWAY, NOT_YET = HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT


@pytest.fixture(scope="module")
def centre(stack: stacks.Stack) -> Centre:
    """Give everybody who knocks."""
    return Centre()


@pytest.fixture(scope="module")
def wire(stack: stacks.Stack) -> Iterator[httpx.Client]:
    """Give a connection that remembers nobody."""
    with httpx.Client(base_url=stack.address, timeout=30) as client:
        yield client


def doors() -> dict[str, walk.Door]:
    """Give every route by its name."""
    named = [name for name, _route in checks.routes()]
    found = dict(zip(named, walk.doors(), strict=True))
    assert set(found) == set(access.routes())
    return found


def ask(
    wire: httpx.Client, who: Principal, method: str, address: str, **more: Any
) -> httpx.Response:
    """Knock once; without a command's id no command takes effect, whoever sends it."""
    headers = {"Accept": "application/json", "X-CSRFToken": "t" * 32, **who.headers}
    cookies = "; ".join(f"{name}={value}" for name, value in who.cookies.items())
    if cookies:
        headers["Cookie"] = cookies
    wire.cookies.clear()
    return wire.request(method, address, headers=headers, **more)


def expected(who: Principal, route: str, method: str, target: Target | None) -> set[int] | None:
    """Give the statuses that the plan of access allows; None for whatever lets one through."""
    named = access.routes()[route]
    action = named.get(method) or next(iter(named.values()))
    is_api = route in MACHINES
    role = who.role if who.is_machine is is_api or action == "public" else "anonymous"
    if not access.may(role, action):
        return {AWAY if role == "anonymous" else HTTPStatus.FORBIDDEN}
    if method not in named:
        return {HTTPStatus.METHOD_NOT_ALLOWED}
    if target is None:
        return None
    return _before_a_case(who, READS_A_CASE.get(route, action), target)


def _may(who: Principal, route: str) -> bool:
    return any(expected(who, route, method, None) is None for method in access.routes()[route])


def _before_a_case(who: Principal, action: str, target: Target) -> set[int] | None:
    relation = target.relation(who)
    actor = who.actor
    assert actor is not None
    decision = access.decide(actor=actor, action=action, relation=relation)
    if decision is Decision.NOT_FOUND or target.name == "none":
        return {HTTPStatus.NOT_FOUND}
    if decision is Decision.FORBIDDEN:
        return {HTTPStatus.FORBIDDEN}
    if not target.is_closed:
        return None
    if action in READING:
        # What is over is the archive's for a supervisor, who states why.
        return {HTTPStatus.FORBIDDEN} if relation == "board" else None
    return {NOT_YET, HTTPStatus.OK, HTTPStatus.BAD_REQUEST}


doors_by_name = doors()
MACHINES = {name for name, door in doors_by_name.items() if door.where.startswith("api/v1/")}


def cells(centre: Centre) -> Iterator[tuple[Principal, str, str, Target | None]]:
    """Yield each who, route, method and case, leaving out what only repeats a refusal."""
    for route, door in doors_by_name.items():
        named = access.routes()[route]
        cases = list(centre.targets.values()) if "case_id" in door.arguments else [None]
        allowed = next((who.name for who in centre.principals if _may(who, route)), "")
        for who in centre.principals:
            for method in METHODS:
                if route in LEAVING and method == "POST":
                    continue
                if method in named:
                    of_all = expected(who, route, method, None) is None
                    yield from (
                        (who, route, method, case) for case in cases[: None if of_all else 1]
                    )
                elif who.name in {"anonymous", allowed}:
                    yield who, route, method, cases[0]


def test_every_cell_of_the_matrix_answers_as_the_plan_of_access_says(
    centre: Centre, wire: httpx.Client, figure: Tell
) -> None:
    reference = centre.sealed()
    failures, count = [], 0
    for who, route, method, case in cells(centre):
        door = doors_by_name[route]
        known = {"case_id": str(case.id)} if case else {}
        address = door.address({"reference": reference, **known})
        wanted = expected(who, route, method, case)
        status = ask(wire, who, method, address).status_code
        count += 1
        let_through = status not in {401, 403, 405} and status < 500
        if not let_through if wanted is None else status not in wanted:
            at = case.name if case else "-"
            failures.append((who.name, route, method, at, status, wanted))
    figure("access matrix: principals", str(len(centre.principals)))
    figure("access matrix: routes", str(len(doors_by_name)))
    figure("access matrix: cells over HTTP", str(count))
    figure("access matrix: failures", str(len(failures)))
    assert failures[:20] == []


def test_a_sealed_file_is_there_inside_the_mandate_alone(
    centre: Centre, wire: httpx.Client
) -> None:
    reference = centre.sealed()
    inside, outside = (
        next(who for who in centre.principals if who.name == name)
        for name in ("official", "official elsewhere")
    )
    path = f"/api/v1/case-files/{reference}/"
    assert ask(wire, inside, "GET", path).status_code == HTTPStatus.OK
    missing = ask(wire, outside, "GET", "/api/v1/case-files/2026-999999/")
    there = ask(wire, outside, "GET", path)
    assert (there.status_code, there.content) == (404, missing.content)


def test_every_topic_is_heard_by_the_roles_of_its_action_alone(
    centre: Centre, stack: stacks.Stack, figure: Tell
) -> None:
    every = {
        live_topics.of_centre(centre.home.id),
        live_topics.of_centre(centre.elsewhere.id),
        live_topics.of_user(centre.lucia.id),
        live_topics.of_user(centre.marcos.id),
        *(topic for topic in access.table()["topics"] if topic not in {"user", "centre"}),
    }
    tried = 0
    for who in centre.principals:
        if who.is_machine:
            continue
        own = set(_own_topics(who))
        for topic in sorted(every) if own else [""]:
            told = _fetched(stack, who, topic)
            tried += 1
            if not own:
                code = feed.SIGNED_OUT if who.actor is None else sockets.FORBIDDEN
                assert told == code, who.name
            else:
                assert told == ("snapshot" if topic in own else "error"), (who.name, topic)
    figure("access matrix: cells over sockets", str(tried))


def _own_topics(who: Principal) -> tuple[str, ...]:
    if who.actor is None or who.actor.id is None:
        return ()
    return live_topics.topics_for(User.objects.get(id=who.actor.id))


def _fetched(stack: stacks.Stack, who: Principal, topic: str) -> str | int:
    """Ask for a topic: give what answers, or the code that the socket ends with."""
    cookie = {"Cookie": f"sessionid={who.cookies.get('sessionid', '')}"}
    origin = cast("Any", f"http://127.0.0.1:{stack.port}")
    with connect(stack.live_address, additional_headers=cookie, origin=origin) as link:
        try:
            link.send(json.dumps({"t": "fetch", "topic": topic}))
            while True:
                frame = json.loads(link.recv(timeout=5))
                if frame["t"] == "error" or (frame["t"] == "snapshot" and frame["topic"] == topic):
                    return str(frame["t"])
        except ConnectionClosed:
            return int(link.close_code or 0)


def test_a_swapped_id_is_the_same_404_as_one_that_never_was(
    centre: Centre, wire: httpx.Client
) -> None:
    """Whatever id of somebody else's stands in an address, not a byte tells that it exists."""
    tried = 0
    for who in centre.principals:
        if who.actor is None:
            continue
        for route, door in doors_by_name.items():
            if "case_id" not in door.arguments:
                continue
            for method in access.routes()[route]:
                for case in centre.targets.values():
                    if expected(who, route, method, case) != {HTTPStatus.NOT_FOUND}:
                        continue
                    swapped = ask(wire, who, method, door.address({"case_id": str(case.id)}))
                    never = ask(wire, who, method, door.address({"case_id": str(uuid4())}))
                    tried += 1
                    assert swapped.status_code == HTTPStatus.NOT_FOUND
                    assert swapped.content == never.content, (who.name, route, case.name)
    assert tried > 100
