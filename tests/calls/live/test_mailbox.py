"""A mailbox: what is written at once and what waits, in order, by one writer."""

from __future__ import annotations

import asyncio
import random

import pytest

from calls.live import mailbox
from tests.live.database import within


class Line:
    """A socket's buffer that is full now and then; two writers at once fail the test."""

    def __init__(self, seed: int, *, dawdles: float = 0.3) -> None:
        self.written: list[str] = []
        self.room = asyncio.Event()
        self.room.set()
        self._chance = random.Random(seed)
        self._dawdles = dawdles
        self._writing = False

    async def write(self, frame: str) -> None:
        assert not self._writing
        self._writing = True
        await self.room.wait()
        if self._chance.random() < self._dawdles:
            await asyncio.sleep(0)
        self.written.append(frame)
        self._writing = False


async def drained(box: mailbox.Mailbox, line: Line) -> None:
    """Write as `sockets.LiveSocket` does, until the mailbox closes."""
    while (taken := await box.take()) is not None:
        await (line.write(taken) if isinstance(taken, str) else taken)


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_the_socket_takes_at_once_frames_keep_their_order(seed: int) -> None:
    line, chance = Line(seed), random.Random(seed)
    box = mailbox.Mailbox(write=line.write)
    writer = asyncio.create_task(drained(box, line))
    await asyncio.sleep(0)
    for number in range(200):
        if chance.random() < 0.1:
            line.room.clear()
        assert box.put(str(number))
        if chance.random() < 0.3:
            line.room.set()
            await asyncio.sleep(0)
        if len(box) > mailbox.LIMIT / 2:
            line.room.set()
            await within(2, lambda: len(box) == 0)
    line.room.set()
    await within(2, lambda: len(line.written) == 200)
    assert line.written == [str(number) for number in range(200)]
    box.close(1000)
    await writer


async def test_a_quiet_socket_is_written_to_without_waking_anybody() -> None:
    line = Line(1, dawdles=0)
    box = mailbox.Mailbox(write=line.write)
    writer = asyncio.create_task(drained(box, line))
    await asyncio.sleep(0)
    box.put("now")
    assert line.written == ["now"]
    box.close(1000)
    await writer


async def test_a_socket_that_takes_nothing_is_full_after_so_many_frames() -> None:
    line = Line(1, dawdles=0)
    line.room.clear()
    box = mailbox.Mailbox(write=line.write)
    writer = asyncio.create_task(drained(box, line))
    await asyncio.sleep(0)
    taken = 0
    while box.put("x"):
        taken += 1
        await asyncio.sleep(0)
    assert taken == mailbox.LIMIT + 1, "one is being written, the others wait"
    box.close(4408)
    assert len(box) == 0
    line.room.set()
    await writer
    assert line.written == ["x"], "what was begun is ended, what waited is thrown away"
    assert not box.put("y")


async def test_a_socket_that_is_gone_disturbs_nobody() -> None:
    async def gone(_frame: str) -> None:
        raise ConnectionResetError

    box = mailbox.Mailbox(write=gone)
    taking = asyncio.create_task(box.take())
    await asyncio.sleep(0)
    assert box.put("x")
    assert len(box) == 0
    box.close(1000)
    assert await taking is None
