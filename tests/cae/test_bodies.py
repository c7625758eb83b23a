"""What the door of the web process hands on of a body and of a charset."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cae import bodies
from calls.casefile import middleware


def handed_on(*chunks: bytes, **told: Any) -> tuple[bytes, dict[str, Any], str]:
    """Send chunks through a door of 10 bytes; give body, scope and what came after the body."""
    messages = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]
    messages.append({"type": "http.disconnect"})
    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        seen.extend([body, scope, (await receive())["type"]])

    async def receive() -> Any:
        return messages.pop(0)

    async def send(_message: Any) -> None:
        raise AssertionError("nothing is answered here")

    scope = {"type": "http", "headers": [], **told}
    asyncio.run(bodies.bounded(application, at_most=10)(scope, receive, send))
    assert messages == [], "what was sent has been read to its end"
    return seen[0], seen[1], seen[2]


@pytest.mark.parametrize("chunks", [[b""], [b"0123456789"], [b"01234", b"56789"], [b"0", b""]])
def test_a_body_within_the_limit_is_whole(chunks: list[bytes]) -> None:
    body, scope, after = handed_on(*chunks)
    assert body == b"".join(chunks)
    assert middleware.CUT not in scope
    assert after == "http.disconnect"


@pytest.mark.parametrize(
    "chunks", [[b"0123456789a"], [b"0123456789", b"a"], [b"01234", b"56789a", b"b" * 99, b"c"]]
)
def test_a_body_behind_the_limit_is_cut_marked_and_thrown_away(chunks: list[bytes]) -> None:
    body, scope, after = handed_on(*chunks)
    assert body == b"0123456789"
    assert scope[middleware.CUT] is True
    assert after == "http.disconnect"


def test_a_charset_is_kept_from_the_framework_and_told_to_the_middleware() -> None:
    sent = [(b"content-type", b"text/x; Charset = rot13"), (b"x-charset", b"charset=a")]
    _body, scope, _after = handed_on(b"", headers=sent)
    renamed = f"text/x; {middleware.CHARSET} = rot13".encode()
    assert scope["headers"] == [(b"content-type", renamed), sent[1]]


def test_sockets_pass_as_they_are() -> None:
    seen: list[Any] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope)

    scope = {"type": "websocket", "query_string": b"a"}
    asyncio.run(bodies.bounded(application, at_most=1)(scope, None, None))  # type: ignore[arg-type]  # neither is called
    assert seen == [scope]
