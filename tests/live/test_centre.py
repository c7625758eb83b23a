"""The whole way: a command over HTTP, the log, a publication, the hub, another desk's socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.asyncio import client
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from calls.live import frames
from tests.live.database import within
from tests.support import stack as stacks

pytestmark = pytest.mark.stack


class Desk:
    """One person's page: HTTP with its cookie, and a socket that comes back."""

    def __init__(self, stack: stacks.Stack, role: str) -> None:
        self.shown: dict[str, dict[str, dict[str, Any]]] = {}
        self.ticks: list[dict[str, Any]] = []
        self.wrong_ticks = 0
        self._stack = stack
        self._web = httpx.AsyncClient(base_url=stack.address, timeout=10)
        self._who = stack.person(role)

    async def sign_in(self) -> None:
        page = await self._web.get("/sign-in/")
        assert page.is_success
        await self.post("/sign-in/", username=self._who.username, password=self._who.password)
        assert "sessionid" in self._web.cookies

    async def post(self, path: str, **fields: str) -> httpx.Response:
        headers = {
            "X-CSRFToken": self._web.cookies["csrftoken"],
            "X-Command-Id": str(uuid4()),
            "Referer": self._stack.address,
        }
        return await self._web.post(path, data=fields, headers=headers)

    async def listen(self) -> None:
        """Follow the boards, and come back whenever the link breaks."""
        cookie = {"Cookie": f"sessionid={self._web.cookies['sessionid']}"}
        while True:
            with contextlib.suppress(OSError, WebSocketException):
                async with client.connect(
                    self._stack.live_address,
                    additional_headers=cookie,
                    origin=Origin(self._stack.address),
                ) as link:
                    async for text in link:
                        self._take(json.loads(text))
            await asyncio.sleep(0.2)

    def case(self, identifier: str, topic: str = "board") -> dict[str, Any]:
        thing = self.shown.get(topic, {}).get(f"case:{identifier}")
        return thing["card"] if thing else {}

    async def close(self) -> None:
        await self._web.aclose()

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "tick":
            self.ticks.append(frame)
            self.wrong_ticks += any(
                self._digest(topic) != digest for topic, digest in frame["digests"].items()
            )
        elif frame["t"] in {"snapshot", "changes"}:
            board = self.shown.setdefault(frame["topic"], {})
            if frame["t"] == "snapshot":
                board.clear()
            for thing in frame["objects"]:
                key = f"{thing['kind']}:{thing['id']}"
                if thing["card"] is None:
                    board.pop(key, None)
                else:
                    board[key] = thing

    def _digest(self, topic: str) -> int:
        things = self.shown[topic].values()
        marks = (frames.mark(thing["kind"], thing["id"], thing["version"]) for thing in things)
        return sum(marks) & frames.MASK


@contextlib.asynccontextmanager
async def at_desks(stack: stacks.Stack) -> AsyncIterator[tuple[Desk, Desk]]:
    """Sit an operator and a supervisor down, each listening."""
    desks = Desk(stack, "operator"), Desk(stack, "supervisor")
    listening = []
    for desk in desks:
        await desk.sign_in()
        listening.append(asyncio.create_task(desk.listen()))
    try:
        await within(10, lambda: all(desk.ticks for desk in desks))
        yield desks
    finally:
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
        for desk in desks:
            await desk.close()


async def open_case(desk: Desk) -> str:
    """Open a case by hand and give its id."""
    answer = await desk.post("/cases/open/", channel="radio")
    assert answer.is_success, answer.text
    return str(answer.json()["case"])


async def judge(desk: Desk, case: str, severity: str) -> None:
    """Judge a case from what the desk's own board shows of it."""
    answer = await desk.post(
        f"/cases/{case}/triage/severity/",
        severity=severity,
        reason="It looks so.",
        base_version=str(desk.case(case)["version"]),
    )
    assert answer.is_success, answer.text


def shows(desk: Desk, case: str, severity: str) -> bool:
    """Say whether a desk's board shows the case so grave."""
    return bool(desk.case(case).get("severity") == severity)


async def test_another_desk_sees_each_step_at_once_and_again_after_every_kill(
    stack: stacks.Stack,
) -> None:
    async with at_desks(stack) as (operator, supervisor):
        case = await open_case(operator)
        await within(10, lambda: bool(supervisor.case(case)))
        for severity in ("P3", "P2", "P1", "P0", "P1", "P2"):
            await asyncio.sleep(0.15)
            await judge(operator, case, severity)
            await within(10, partial(shows, supervisor, case, severity))
            await within(10, partial(shows, operator, case, severity))

        stack.kill("valkey")
        other = await open_case(operator)
        await within(10, lambda: bool(supervisor.case(other)))
        stack.restart("valkey")

        for desk in (operator, supervisor):
            desk.ticks.clear()
        stack.kill("web")
        await asyncio.to_thread(stack.restart, "web")
        await within(
            20,
            lambda: all(
                desk.ticks and desk.ticks[-1]["lag_ms"] < 1_000 for desk in (operator, supervisor)
            ),
        )
        third = await open_case(operator)
        await within(
            10,
            lambda: all(
                desk.case(known)
                for desk in (operator, supervisor)
                for known in (case, other, third)
            ),
        )
        assert operator.wrong_ticks == supervisor.wrong_ticks == 0
