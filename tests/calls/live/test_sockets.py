"""A socket: who gets in, what it hears, what it may say, when it ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket as socket_of_the_machine
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.asyncio import client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from calls.casefile import registry
from calls.casefile.models import Case
from calls.live import feed, frames, hub, mailbox, sockets
from calls.people.models import Role
from tests.calls.live.conftest import (
    CASE,
    DISPATCHER,
    OPERATOR,
    SUPERVISOR,
    Person,
    Web,
    a_centre,
    ended,
    heard,
    in_database,
    sign_in,
)
from tests.live.database import Table, within

pytestmark = pytest.mark.stack


async def test_an_operator_hears_hello_then_the_board_then_each_second_a_tick(web: Web) -> None:
    operator = await sign_in(OPERATOR)
    async with web.connect(operator) as link:
        hello = await heard(link, "hello")
        assert hello["topics"] == ["board", f"user:{operator.user.id}"]
        snapshot = await heard(link, "snapshot")
        assert snapshot == {
            "t": "snapshot",
            "topic": "board",
            "objects": [{"kind": "case", "id": CASE, "version": 1, "card": {"version": 1}}],
        }
        tick = await heard(link, "tick")
        assert tick["digests"] == {
            "board": frames.mark("case", CASE, 1),
            f"user:{operator.user.id}": 0,
        }
        assert abs(datetime.fromisoformat(tick["now"]) - datetime.now(UTC)).total_seconds() < 1


async def test_a_change_in_the_database_reaches_the_socket_without_any_message(
    web: Web, cases: Table
) -> None:
    async with web.connect(await sign_in(OPERATOR)) as link:
        await heard(link, "tick")
        cases.write(2, 1)
        changes = await heard(link, "changes")
        assert [thing["id"] for thing in changes["objects"]] == [str(UUID(int=2))]


async def test_each_role_hears_its_own_topics(web: Web) -> None:
    centre = await a_centre()
    supervisor = await sign_in(SUPERVISOR)
    async with web.connect(supervisor) as link:
        topics = (await heard(link, "hello"))["topics"]
        assert topics == ["board", f"user:{supervisor.user.id}", "covert"]
    async with web.connect(await sign_in(DISPATCHER, centre=centre)) as link:
        assert (await heard(link, "hello"))["topics"] == [f"centre:{centre.id}"]


async def test_who_has_no_board_is_told_so(web: Web) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        async with web.connect(await sign_in(role)) as link:
            assert await ended(link) == sockets.FORBIDDEN
    async with web.connect(None) as link:
        assert await ended(link) == feed.SIGNED_OUT
    ghost = await sign_in(OPERATOR)
    async with web.connect(Person(ghost.user, "no-such-session")) as link:
        assert await ended(link) == feed.SIGNED_OUT


async def test_a_session_of_an_earlier_epoch_opens_nothing(web: Web) -> None:
    operator = await sign_in(OPERATOR)
    await operator.update(session_epoch=2)
    async with web.connect(operator) as link:
        assert await ended(link) == feed.SIGNED_OUT


async def test_another_page_of_the_web_gets_no_handshake(web: Web) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with web.connect(await sign_in(OPERATOR), origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_socket_that_nobody_serves_gets_no_handshake(web: Web) -> None:
    web.address = web.address.replace("/live/", "/elsewhere/")
    with pytest.raises(InvalidStatus) as refused:
        async with web.connect(await sign_in(OPERATOR)):
            pass
    assert refused.value.response.status_code == 403


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
            await within(2, lambda: feed.here().hub.sizes()["readers"] == 1)
            said = [record.message for record in caplog.records if record.levelno > logging.INFO]
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


async def test_a_revoked_session_ends_within_two_seconds_though_valkey_is_down(web: Web) -> None:
    people = [await sign_in(OPERATOR) for _ in range(5)]
    people.append(await sign_in(DISPATCHER, centre=await a_centre("C1")))
    people.append(await sign_in(OPERATOR))
    elsewhere = await a_centre("C2")
    async with contextlib.AsyncExitStack() as opened:
        links = [await opened.enter_async_context(web.connect(person)) for person in people]
        for link in links:
            await heard(link, "tick")
        await people[0].update(session_epoch=2)
        await people[1].update(is_active=False)
        await people[2].update(role=Role.SUPERVISOR)
        await people[3].update(role=Role.AUDITOR)
        await people[5].update(centre=elsewhere)
        await in_database(Session.objects.filter(session_key=people[4].key).delete)
        began = time.monotonic()
        codes = await asyncio.gather(*(ended(link) for link in links[:6]))
        assert codes == [feed.SIGNED_OUT] * 6
        assert time.monotonic() - began < 2
        assert not feed.here().subscription.up
        for _ in range(2):
            await heard(links[6], "tick")
    async with web.connect(people[5]) as again:
        assert (await heard(again, "hello"))["topics"] == [f"centre:{elsewhere.id}"]


async def test_age_ends_a_session_but_never_in_the_middle_of_a_case(web: Web) -> None:
    idle, busy = await sign_in(OPERATOR), await sign_in(OPERATOR)

    def age() -> None:
        moment = timezone.now()
        Case.objects.create(
            number=1, reference="R1", exercise=True, opened_at=moment, holder=busy.user
        )
        Session.objects.update(expire_date=moment - timedelta(seconds=1))

    async with web.connect(idle) as ending, web.connect(busy) as staying:
        await heard(ending, "tick")
        await in_database(age)
        assert await ended(ending, seconds=2) == feed.SIGNED_OUT
        await heard(staying, "tick")
        await heard(staying, "tick")


async def test_a_covert_case_reaches_its_holder_and_the_supervisor_alone(web: Web) -> None:
    holder, other = await sign_in(OPERATOR), await sign_in(OPERATOR)
    supervisor = await sign_in(SUPERVISOR)
    covert = registry.Change(
        "case", UUID(int=1), 2, ("covert", f"user:{holder.user.id}"), {"covert": True}
    )
    async with (
        web.connect(holder) as mine,
        web.connect(other) as theirs,
        web.connect(supervisor) as overseen,
    ):
        for link in (mine, theirs, overseen):
            await heard(link, "tick")
        feed.here().hub.apply(covert)
        feed.here().hub.flush()
        gone, shown = await heard(mine, "changes"), await heard(mine, "changes")
        told = {frame["topic"]: frame["objects"][0]["card"] for frame in (gone, shown)}
        assert told == {"board": None, f"user:{holder.user.id}": {"covert": True}}
        assert (await heard(theirs, "changes"))["objects"][0]["card"] is None
        with pytest.raises(TimeoutError):
            await heard(theirs, "changes", seconds=0.3)
        topics = {(await heard(overseen, "changes"))["topic"] for _ in range(2)}
        assert topics == {"board", "covert"}


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
            assert time.perf_counter() - began < 5, "somebody was kept waiting"
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
        cases.rows.clear()
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
        assert sorted(alone_no_more)[10] < 5 * sorted(alone)[20]
        assert fullest <= mailbox.LIMIT
        for link in stuck:
            assert await ended(link, seconds=5) == hub.OVERFLOW, "once it reads, it learns why"
        for task in reading:
            task.cancel()


async def test_a_socket_that_closes_leaves_nothing_behind(web: Web) -> None:
    async with web.connect(await sign_in(OPERATOR)) as link:
        await heard(link, "tick")
        assert feed.here().hub.sizes()["readers"] == 1
    await within(2, lambda: feed.here().hub.sizes()["readers"] == 0)
