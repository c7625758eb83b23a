"""A hundred sign-in attempts a second, and the room answers its calls."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.support import figures, flood
from tests.support import stack as stacks

pytestmark = pytest.mark.stack
SECONDS = 6.0
RATE = 100
# Far below the rate: a machine that has other work to do as well still floods.
FEWEST = int(SECONDS * RATE / 4)
WAITING = (429, 503)


def browser(stack: stacks.Stack, source: str) -> httpx.Client:
    """Give a browser at an address of its own."""
    transport = httpx.HTTPTransport(local_address=source)
    return httpx.Client(base_url=stack.address, transport=transport, timeout=30)


def try_once(stack: stacks.Stack, web: httpx.Client, role: str, number: int) -> httpx.Response:
    """Sign in, once."""
    who = stack.person(role, number)
    web.get("/sign-in/").raise_for_status()
    told = {"username": who.username, "password": who.password}
    return web.post("/sign-in/", data=told, headers={"X-CSRFToken": web.cookies["csrftoken"]})


def tries(stack: stacks.Stack, web: httpx.Client, number: int, *, at_most: int) -> list[int]:
    """Sign an operator in, as often as they are told to wait; give what each try came to."""
    came_to = [try_once(stack, web, "operator", number).status_code]
    while came_to[-1] in WAITING and len(came_to) < at_most:
        time.sleep(0.5)
        came_to.append(try_once(stack, web, "operator", number).status_code)
    return came_to


def work_a_call(stack: stacks.Stack, desk: httpx.Client, number: int) -> list[int]:
    """Let a call ring, answer it and read its case; give the statuses of the first tries."""
    gateway = {"Authorization": f"Bearer {stack.tokens['gateway']}"}
    told = {"call_id": f"flood-{number}", "callback_number": "+34600123123", "dialled": "112"}
    rung = desk.post("/api/v1/calls/", json=told | {"kind": "telephone"}, headers=gateway)
    call: dict[str, Any] = rung.json()
    headers = {"X-CSRFToken": desk.cookies["csrftoken"], "Accept": "application/json"}
    answered = desk.post(
        f"/calls/{call['id']}/answer/", headers=headers | {"X-Command-Id": str(uuid4())}
    )
    state = desk.get(f"/cases/{answered.json()['case']}/state/", headers=headers)
    return [rung.status_code, answered.status_code, state.status_code]


def test_a_flood_of_sign_ins_holds_up_no_call_and_locks_nobody_out(
    lone_stack: stacks.Stack, figure: figures.Tell
) -> None:
    stack = lone_stack
    desk, known, new = (browser(stack, f"127.0.0.{number}") for number in (11, 12, 13))
    assert try_once(stack, desk, "operator", 0).status_code == 302
    victim, other = stack.person("operator", 1), stack.person("operator", 2)
    assert try_once(stack, known, "operator", 1).status_code == 302
    known.cookies.delete("sessionid")
    statuses: list[int] = []
    with flood.running(stack.port, [victim.username, other.username, "nobody"], rate=RATE) as tried:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            statuses += work_a_call(stack, desk, len(statuses))
            time.sleep(0.1)
        # Who is told to wait comes in a moment later; nobody is locked out.
        again = tries(stack, known, 1, at_most=5)
        answers = tried.stop()
    first = tries(stack, new, 2, at_most=20)
    figure("calls worked under a login flood, refused", f"0 of {len(statuses)}")
    figure("tries of the person on shift until signed in, under the flood", f"{len(again)} (aim 1)")
    figure("sign-in attempts of the flood", str(dict(sorted(answers.items()))))
    assert set(statuses) == {200, 201}
    assert again[-1] == 302
    assert first[-1] == 302
    assert sum(answers.values()) >= FEWEST
    assert answers["429"] + answers["503"] > FEWEST // 4, "many are told to wait"
    assert set(answers) <= {"400", "429", "503", "late"}
    for web in (desk, known, new):
        web.close()
