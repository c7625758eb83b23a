"""Readers that are stuck or slow: they are let go, and nobody else notices."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket as socket_of_the_machine
import time
from collections.abc import Iterable
from uuid import UUID

import pytest
from django.db import OperationalError
from websockets.asyncio import client

from calls.casefile import registry
from calls.live import feed, hub, mailbox
from tests.calls.live.conftest import OPERATOR, Web, ended, heard, sign_in
from tests.live.database import Table

pytestmark = pytest.mark.stack


def narrow(web: Web) -> socket_of_the_machine.socket:
    """Give a connection whose other end the kernel keeps little for."""
    made = socket_of_the_machine.create_connection(("127.0.0.1", web.port))
    made.setsockopt(socket_of_the_machine.SOL_SOCKET, socket_of_the_machine.SO_RCVBUF, 65_536)
    return made


class Reader:
    """Somebody who reads all that comes."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    async def read(self, link: client.ClientConnection) -> None:
        async for text in link:
            frame = json.loads(text)
            if frame["t"] == "changes":
                self.seen += [thing["version"] for thing in frame["objects"]]


async def told_in_turn(readers: list[Reader], versions: Iterable[int]) -> list[float]:
    """Tell version after version to all, and give how long each took to reach the last one."""
    took = []
    for version in versions:
        began = time.perf_counter()
        card = {"ballast": "x" * 100_000}
        feed.here().hub.apply(registry.Change("case", UUID(int=1), version, ("board",), card))
        feed.here().hub.flush()
        while any(reader.seen[-1:] != [version] for reader in readers):
            assert time.perf_counter() - began < 20, "somebody was kept waiting"
            await asyncio.sleep(0.001)
        took.append(time.perf_counter() - began)
    return took


async def test_stuck_and_slow_readers_are_let_go_and_the_others_feel_and_miss_nothing(
    web: Web, cases: Table
) -> None:
    operator = await sign_in(OPERATOR)
    readers = [Reader() for _ in range(4)]
    fullest = 0
    async with contextlib.AsyncExitStack() as opened:
        links = [
            await opened.enter_async_context(web.connect(operator, max_size=None)) for _ in readers
        ]
        for link in links:
            await heard(link, "tick")
        # What is told here stands in no table: no reading may have the last word on it.
        cases.broken = OperationalError("away")
        reading = [
            asyncio.create_task(reader.read(link))
            for reader, link in zip(readers, links, strict=True)
        ]
        alone = await told_in_turn(readers, range(2, 42))
        bad = [
            await opened.enter_async_context(
                web.connect(operator, sock=narrow(web), max_queue=1, max_size=None)
            )
            for _ in range(3)
        ]
        *stuck, slow = bad
        version = 42
        while feed.here().hub.sizes()["readers"] > len(readers):
            assert version < 1_000, "the stuck ones are kept"
            await slow.recv()
            alone_no_more = await told_in_turn(readers, range(version, version + 20))
            version += 20
            fullest = max(fullest, *(len(box) for box in feed.here()._sockets))
        for reader in readers:
            assert reader.seen == list(range(2, version)), "in order, each once"
        assert sorted(alone_no_more)[10] < max(5 * sorted(alone)[20], 0.5)
        assert fullest <= mailbox.LIMIT
        for link in stuck:
            assert await ended(link) == hub.OVERFLOW, "once it reads, it learns why"
        for task in reading:
            task.cancel()
