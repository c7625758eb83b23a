"""Bodies that end: what comes behind the limit is read and thrown away, never kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from calls.casefile import middleware

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
TYPE = b"content-type"
Application = Callable[[dict[str, Any], Receive, Send], Coroutine[Any, Any, None]]
# Django would decode by it, and read the query, before anything can refuse either.
_CHARSET = re.compile(rb"\bcharset(?=\s*=)", re.IGNORECASE)


def bounded(application: Application, *, at_most: int) -> Application:
    """Return the ASGI application behind a door that hands it `at_most` bytes of a body.

    A body that goes on is cut and its scope marked, for `middleware.Readable` to refuse it:
    Django itself would first write all of it to the disk. A charset is renamed, so that
    `Readable` finds it before Django decodes by it.
    """

    async def serve(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await application(scope, receive, send)
        headers = [
            (name, _CHARSET.sub(middleware.CHARSET.encode(), value) if name == TYPE else value)
            for name, value in scope["headers"]
        ]
        inner = {**scope, "headers": headers}
        return await application(inner, _cutting(inner, receive, at_most), send)

    return serve


def _cutting(scope: dict[str, Any], receive: Receive, at_most: int) -> Receive:
    left = at_most

    async def receive_some() -> Message:
        nonlocal left
        message = await receive()
        while scope.get(middleware.CUT) and message["type"] == "http.request":
            message = await receive()
        if message["type"] != "http.request":
            return message
        body = message.get("body", b"")
        if len(body) <= left:
            left -= len(body)
            return message
        scope[middleware.CUT] = True
        return {**message, "body": body[:left], "more_body": False}

    return receive_some
