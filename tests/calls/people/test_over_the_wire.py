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

from calls.live import feed, sockets
from calls.live import topics as live_topics
from calls.people import access
from calls.people.models import User
from tests.calls.people import matrix
from tests.calls.people.principals import Centre, Principal
from tests.support import stack as stacks
from tests.support.figures import Tell

pytestmark = [pytest.mark.stack, pytest.mark.long]


@pytest.fixture(scope="module")
def centre(stack: stacks.Stack) -> Centre:
    """Give everybody who knocks."""
    return Centre()


@pytest.fixture(scope="module")
def wire(stack: stacks.Stack) -> Iterator[httpx.Client]:
    """Give a connection that remembers nobody."""
    with httpx.Client(base_url=stack.address, timeout=30) as client:
        yield client


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


def test_every_cell_of_the_matrix_answers_as_the_plan_of_access_says(
    centre: Centre, wire: httpx.Client, figure: Tell
) -> None:
    tried = list(matrix.cells(centre))

    def knock(who: Principal, method: str, address: str) -> int:
        return ask(wire, who, method, address).status_code

    failures = matrix.failures(centre, knock, tried, centre.sealed())
    figure("access matrix: principals", str(len(centre.principals)))
    figure("access matrix: routes", str(len(matrix.by_name)))
    figure("access matrix: cells over HTTP", str(len(tried)))
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
                frame = json.loads(link.recv(timeout=30))
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
        for route, door in matrix.by_name.items():
            if "case_id" not in door.arguments:
                continue
            for method in access.routes()[route]:
                for case in centre.targets.values():
                    if matrix.expected(who, route, method, case) != {HTTPStatus.NOT_FOUND}:
                        continue
                    swapped = ask(wire, who, method, door.address({"case_id": str(case.id)}))
                    never = ask(wire, who, method, door.address({"case_id": str(uuid4())}))
                    tried += 1
                    assert swapped.status_code == HTTPStatus.NOT_FOUND
                    assert swapped.content == never.content, (who.name, route, case.name)
    assert tried > 100
