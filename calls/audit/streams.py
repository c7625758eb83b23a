"""Bulk answers: one access record before the first byte, one after the last that went out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse

Part = tuple[str, int]
"""Some text, and how many rows stand in it."""
Tell = Callable[[str], None]


class _Outflow:
    """Count what goes out; say so once, when the answer is closed for whatever reason."""

    def __init__(self, parts: Iterator[Part], tell: Tell) -> None:
        self._parts = parts
        self._tell = tell
        self._rows = 0
        self._is_whole = False
        self._is_told = False

    def next(self) -> str | None:
        """Give the next text, None after the last."""
        for text, rows in self._parts:
            self._rows += rows
            return text
        self._is_whole = True
        return None

    def close(self) -> None:
        """Write down how many rows went out, and whether that was all of them."""
        if not self._is_told:
            self._is_told = True
            self._tell(f"{self._rows} rows" + ("" if self._is_whole else ", ended early"))


class _Sync(_Outflow):
    def __iter__(self) -> Iterator[str]:
        while (text := self.next()) is not None:
            yield text


class _Async(_Outflow):
    async def __aiter__(self) -> AsyncIterator[str]:
        # A thread of its own: other requests' work waits for no export.
        loop = asyncio.get_running_loop()
        with contextlib.closing(_Thread()) as thread:
            while (text := await loop.run_in_executor(thread.pool, self.next)) is not None:
                yield text
            await loop.run_in_executor(thread.pool, self.close)


class _Thread:
    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")

    def close(self) -> None:
        self.pool.submit(connections.close_all)
        self.pool.shutdown(wait=False)


def answer(
    request: HttpRequest, parts: Iterator[Part], *, tell: Tell, headers: dict[str, Any]
) -> StreamingHttpResponse:
    """Give an answer that is made while it goes out; `tell` hears at its end how it ended.

    The record of its beginning is the caller's: it is written before this.
    """
    kind = _Async if isinstance(request, ASGIRequest) else _Sync
    return StreamingHttpResponse(kind(parts, tell), headers={"Cache-Control": "no-store"} | headers)
