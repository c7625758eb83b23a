"""A flood of sign-ins waits outside, in a queue that ends; everything else walks past it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.http import HttpResponse

from cae import threshold
from calls.people import browsers


class Inside:
    """What stands behind the threshold: it holds everybody until it is told to answer."""

    def __init__(self) -> None:
        self.at_once = self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer 200 once it is told to."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def knock(
    door: Any, source: str, *, path: str = "/sign-in/", method: str = "POST", cookie: str = ""
) -> int:
    """Come to the door and give the status one goes away with."""
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "client": (source, 1),
        "headers": [(b"cookie", cookie.encode())],
    }
    await door(scope, None, send)
    return statuses[0]


async def settle() -> None:
    """Let everybody who can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def sign_of_ours() -> str:
    """Give the Cookie header of a browser that somebody has signed in from."""
    response = HttpResponse()
    browsers.remember(response, desk="OP1")
    return f"a=b; {browsers.COOKIE}={response.cookies[browsers.COOKIE].value}"


async def test_few_are_inside_at_once_and_the_queue_has_an_end() -> None:
    inside = Inside()
    door = threshold.admitting(inside)
    held = threshold.AT_ONCE + threshold.WAITING
    asked = [asyncio.create_task(knock(door, f"192.0.2.{n}")) for n in range(held + 5)]
    await settle()
    assert inside.at_once == threshold.AT_ONCE
    assert [task.result() for task in asked if task.done()] == [503] * 5
    inside.go.set()
    answers = await asyncio.gather(*asked)
    assert sorted(answers) == [200] * held + [503] * 5
    assert inside.most == threshold.AT_ONCE


async def test_one_source_does_not_take_every_place() -> None:
    inside = Inside()
    door = threshold.admitting(inside)
    flood = [asyncio.create_task(knock(door, "192.0.2.1")) for _ in range(100)]
    await settle()
    assert sum(task.done() for task in flood) == 100 - threshold.OF_A_SOURCE
    other = asyncio.create_task(knock(door, "192.0.2.2"))
    await settle()
    assert not other.done()
    inside.go.set()
    assert await other == 200
    await asyncio.gather(*flood)


async def test_a_browser_that_is_known_does_not_stand_behind_strangers() -> None:
    inside = Inside()
    door = threshold.admitting(inside)
    flood = [asyncio.create_task(knock(door, f"192.0.2.{n}")) for n in range(200)]
    await settle()
    known = asyncio.create_task(knock(door, "192.0.2.1", cookie=sign_of_ours()))
    await settle()
    assert inside.at_once == threshold.AT_ONCE + 1
    inside.go.set()
    assert await known == 200
    await asyncio.gather(*flood)


@pytest.mark.parametrize("cookie", ["", "desk=OP1", "desk=OP1:1:forged", "desk="])
def test_a_forged_sign_is_none(cookie: str) -> None:
    assert not browsers.is_known(cookie)
    assert browsers.is_known(sign_of_ours())


@pytest.mark.parametrize(
    ("path", "method"),
    [("/sign-in/", "GET"), ("/calls/1/answer/", "POST"), ("/api/v1/calls/", "POST")],
)
async def test_nothing_else_waits(path: str, method: str) -> None:
    inside = Inside()
    door = threshold.admitting(inside)
    flood = [asyncio.create_task(knock(door, f"192.0.2.{n}")) for n in range(200)]
    await settle()
    before = inside.at_once
    calls = [
        asyncio.create_task(knock(door, "192.0.2.1", path=path, method=method)) for _ in range(50)
    ]
    await settle()
    assert inside.at_once == before + 50
    inside.go.set()
    assert await asyncio.gather(*calls) == [200] * 50
    await asyncio.gather(*flood)


async def test_who_waits_too_long_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threshold, "SECONDS", 0.01)
    inside = Inside()
    door = threshold.admitting(inside)
    asked = [asyncio.create_task(knock(door, "192.0.2.1")) for _ in range(threshold.AT_ONCE + 2)]
    assert await asyncio.gather(*asked[threshold.AT_ONCE :]) == [503, 503]
    inside.go.set()
    assert await asyncio.gather(*asked[: threshold.AT_ONCE]) == [200] * threshold.AT_ONCE
