"""What waits to be written to one socket: bounded, so that a stuck reader costs nothing."""

from __future__ import annotations

import asyncio
import collections

LIMIT = 64


class Mailbox:
    """A queue of frames with one taker; too many frames close it and are thrown away."""

    def __init__(self, *, limit: int = LIMIT) -> None:
        self._frames: collections.deque[str] = collections.deque()
        self._limit = limit
        self._waiter: asyncio.Future[None] | None = None
        self.close_code: int | None = None

    def __len__(self) -> int:
        return len(self._frames)

    def put(self, frame: str) -> bool:
        """Queue a frame; False where there is no room or nobody takes any more."""
        if self.close_code is not None or len(self._frames) >= self._limit:
            return False
        self._frames.append(frame)
        self._wake()
        return True

    def close(self, code: int) -> None:
        """Throw away what waits and tell the taker to end with this code; the first one counts."""
        if self.close_code is None:
            self.close_code = code
            self._frames.clear()
            self._wake()

    async def take(self) -> str | None:
        """Give the next frame, or None once closed."""
        while not self._frames and self.close_code is None:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._frames.popleft() if self._frames else None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
