"""Messages that no page sends: answered or ended with a code, said once, felt by nobody else."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Awaitable, Callable

import pytest
from websockets.asyncio import client
from websockets.exceptions import ConnectionClosed

from calls.live import feed, sockets
from tests.calls.live.conftest import OPERATOR, Web, ended, heard, sign_in
from tests.live.database import within

pytestmark = pytest.mark.stack
OURS = "calls.live"
SERVER = "uvicorn.error"


BAD_MESSAGES: list[tuple[str | bytes, str]] = [
    ("no json", "not_json"),
    ("[" * 4_000, "not_json"),
    (b'{"t":"fetch","topic":"board"}', "not_text"),
    ("x" * 4_097, "too_large"),
    (json.dumps({"t": "fetch", "topic": "é" * 2_048}, ensure_ascii=False), "too_large"),
    ('{"t":"shout"}', "unknown_type"),
    ("null", "unknown_type"),
    ("[]", "unknown_type"),
    ('{"t":"fetch"}', "topic_not_allowed"),
    ('{"t":"fetch","topic":["board"]}', "topic_not_allowed"),
    ('{"t":"fetch","topic":"covert"}', "topic_not_allowed"),
    ('{"t":"fetch","topic":"user:somebody"}', "topic_not_allowed"),
    (r'{"t":"fetch","topic":"\ud83d"}', "topic_not_allowed"),
]


async def test_a_bad_message_is_answered_once_then_ends_its_socket_and_no_other(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    operator = await sign_in(OPERATOR)
    async with web.connect(operator) as other:
        await heard(other, "tick")
        for message, code in BAD_MESSAGES:
            caplog.clear()
            async with web.connect(operator) as clumsy:
                await heard(clumsy, "snapshot")
                await clumsy.send(message)
                assert await heard(clumsy, "error") == {"t": "error", "code": code}
                await clumsy.send('{"t":"fetch","topic":"board"}')
                await heard(clumsy, "snapshot")
                await clumsy.send(message)
                assert await ended(clumsy) == sockets.NOT_UNDERSTOOD
            said = [record.message for record in caplog.records if record.name == sockets.__name__]
            assert said == [f"live message refused: {code}"], message
        await heard(other, "tick")


async def send_unmasked(link: client.ClientConnection) -> None:
    link.transport.write(b"\x81\x02hi")


BROKEN: list[tuple[Callable[[client.ClientConnection], Awaitable[None]], int, str]] = [
    (lambda link: link.send("x" * 70_000), 1009, "live message refused: too_large"),
    (lambda link: link.send(["x" * 9_000] * 9), 1009, "live message refused: too_large"),
    (send_unmasked, 1002, "live message refused: no_websocket"),
    (
        lambda link: link.send(b'{"t":"\xff"}', text=True),
        1007,
        "Invalid UTF-8 sequence received from client.",
    ),
]


async def test_what_no_browser_sends_ends_its_socket_and_no_other(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    operator = await sign_in(OPERATOR)
    async with web.connect(operator) as other:
        await heard(other, "tick")
        for send, code, words in BROKEN:
            caplog.clear()
            async with web.connect(operator) as broken:
                await heard(broken, "snapshot")
                with contextlib.suppress(ConnectionClosed):
                    await send(broken)
                assert await ended(broken) == code
            await within(10, lambda: feed.here().hub.sizes()["readers"] == 1)
            said = [
                record.message
                for record in caplog.records
                if record.levelno > logging.INFO and record.name.startswith((OURS, SERVER))
            ]
            assert said == [words]
        await heard(other, "tick")


async def test_a_stream_of_questions_ends_the_socket_and_delays_no_other(
    web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    operator = await sign_in(OPERATOR)
    async with web.connect(operator) as other, web.connect(operator) as link:
        await heard(other, "tick")
        with contextlib.suppress(ConnectionClosed):
            for _ in range(5 * sockets.MESSAGES_A_MINUTE):
                await link.send('{"t":"fetch","topic":"board"}')
        assert await ended(link) == sockets.TOO_MANY
        said = [record.message for record in caplog.records if record.name == sockets.__name__]
        assert said == ["live message refused: too_many"]
        first, second = await heard(other, "tick"), await heard(other, "tick")
        assert second["lag_ms"] < 2_000 > first["lag_ms"]
