"""What waits to be written to one socket: bounded, so that a stuck reader costs nothing."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

LIMIT = 64
Write = Callable[[str], Coroutine[Any, Any, None]]
"""How a socket writes one frame: at once where its buffer has room, else when it has."""


class Mailbox:
    """A queue of frames with one taker; too many frames close it and are thrown away.

    With `write`, a frame that nothing stands before is written by whoever puts it in, without
    a task being woken for it. Where the socket does not take it whole, the taker gets the rest
    of the writing to wait for: so there is one writer at any time, and frames keep their order.
    """

    def __init__(self, *, write: Write | None = None, limit: int = LIMIT) -> None:
        self._frames: collections.deque[str | Awaitable[None]] = collections.deque()
        self._write = write
        self._limit = limit
        self._waiter: asyncio.Future[None] | None = None
        self.close_code: int | None = None

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: str) -> bool:
        """Queue a frame; False where there is no room or nobody takes any more."""
        if self.close_code is not None or len(self._frames) >= self._limit:
            return False
        if self._write is None or not self._is_quiet():
            self._queue(frame)
        elif (rest := _begun(self._write(frame))) is not None:
            self._queue(rest)
        return True

    def close(self, code: int) -> None:
        """Throw away what waits and tell the taker to end with this code; the first one counts."""
        if self.close_code is None:
            self.close_code = code
            self._frames.clear()
            self._wake()

    async def take(self) -> str | Awaitable[None] | None:
        """Give the next frame, or the rest of a writing that was begun, or None once closed."""
        while not self._frames and self.close_code is None:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._frames.popleft() if self._frames else None

    def _is_quiet(self) -> bool:
        """Say whether the taker waits for something to do."""
        return self._waiter is not None and not self._waiter.done()

    def _queue(self, frame: str | Awaitable[None]) -> None:
        self._frames.append(frame)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _begun(writing: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Write as far as it goes without waiting; give what is left, if anything."""
    try:
        waits_for = writing.send(None)
    except StopIteration:
        return None
    except OSError:
        # The browser went away: its socket is told so and tidies up.
        return None
    return _Rest(writing, waits_for)


class _Rest:
    """A writing that stopped to wait for something: to await it is to go on with it."""

    def __init__(self, writing: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self._writing = writing
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            yield self._waits_for
            yield from self._writing.__await__()
        finally:
            self._writing.close()
