"""A feed with a real Valkey: fast while it lives, right within two seconds without it."""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import override_settings
from redis import asyncio as redis

from cae.services import embedded
from calls.casefile import announce
from calls.live import feed, healing
from tests.live import proxy
from tests.live.database import OPERATOR, Table, running, within

pytestmark = pytest.mark.stack
NOWHERE = "redis://127.0.0.1:1/0"
NO_READING = OperationalError("what is on the board now came by a message")


async def publish(url: str, message: bytes, *, to: str | None = None) -> None:
    client = redis.Redis.from_url(url, socket_timeout=5)
    async with client:
        await client.publish(to or announce.channel(), message)


async def test_a_message_is_on_the_board_without_a_reading(
    mortal_valkey: embedded.Valkey,
) -> None:
    cases = Table()
    async with running(mortal_valkey.url, cases) as (made, socket):
        await within(10, lambda: made.subscription.up)
        await publish(mortal_valkey.url, announce.encode(cases.write(1, 1)))
        await within(10, lambda: socket.shows(cases))
        cases.broken = NO_READING
        for version in range(2, 12):
            await publish(mortal_valkey.url, announce.encode(cases.write(1, version)))
            await within(10, lambda: socket.shows(cases))


async def lost_messages_are_healed(url: str) -> None:
    cases = Table()
    cases.write(1, 1)
    cases.write(2, 1)
    async with running(url, cases) as (_, socket):
        await within(10, lambda: socket.shows(cases))
        cases.write(1, 2)
        cases.write(3, 1)
        cases.delete(2)
        await within(10, lambda: socket.shows(cases))


async def test_what_no_message_told_is_on_the_board_within_two_seconds() -> None:
    await lost_messages_are_healed(NOWHERE)


async def test_a_feed_that_skips_its_readings_fails_the_test_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once = healing.Healer.heal

    async def heal_once(self: healing.Healer) -> bool:
        monkeypatch.setattr(healing.Healer, "heal", heal_never)
        return await once(self)

    async def heal_never(self: healing.Healer) -> bool:
        return True

    monkeypatch.setattr(healing.Healer, "heal", heal_once)
    with pytest.raises(AssertionError, match="not within"):
        await lost_messages_are_healed(NOWHERE)


async def test_boards_go_on_while_valkey_is_away_and_when_it_is_back(
    mortal_valkey: embedded.Valkey,
) -> None:
    cases = Table()
    async with running(mortal_valkey.url, cases) as (made, socket):
        await within(10, lambda: made.subscription.up)
        for _ in range(2):
            await asyncio.to_thread(mortal_valkey.stop)
            cases.write(1, cases.rows.get(UUID(int=1), 0) + 1)
            await within(10, lambda: socket.shows(cases))
            assert not made.subscription.up
            await asyncio.to_thread(mortal_valkey.start)
            await within(10, lambda: made.subscription.up)
            cases.broken = NO_READING
            await publish(
                mortal_valkey.url, announce.encode(cases.write(2, cases.rows[UUID(int=1)]))
            )
            await within(10, lambda: socket.shows(cases))
            cases.broken = None


async def test_two_centres_on_one_valkey_do_not_hear_each_other(
    mortal_valkey: embedded.Valkey,
) -> None:
    ours = announce.channel()
    with override_settings(SECRET_KEY="another centre's"):
        theirs = announce.channel()
        async with running(mortal_valkey.url, Table()) as (made, socket):
            await within(10, lambda: made.subscription.up)
            await publish(mortal_valkey.url, announce.encode(Table().write(1, 1)), to=ours)
            await publish(mortal_valkey.url, announce.encode(Table().write(2, 1)), to=theirs)
            await within(10, lambda: str(UUID(int=2)) in socket.shown)
            assert str(UUID(int=1)) not in socket.shown


async def test_a_half_open_link_is_noticed_and_built_anew(mortal_valkey: embedded.Valkey) -> None:
    cases = Table()
    link = proxy.Proxy(mortal_valkey.port)
    async with link.serving():
        url = mortal_valkey.url.replace(f":{mortal_valkey.port}/", f":{link.port}/")
        async with running(url, cases) as (made, socket):
            await within(10, lambda: made.subscription.up)
            link.freeze()
            await within(10, lambda: not made.subscription.up)
            await within(10, lambda: made.subscription.up)
            cases.broken = NO_READING
            await publish(mortal_valkey.url, announce.encode(cases.write(1, 1)))
            await within(10, lambda: socket.shows(cases))


async def test_a_message_nobody_understands_disturbs_nobody(
    mortal_valkey: embedded.Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    cases = Table()
    rubbish = [b"", b"\xff", b"[]", b"{}", b"[" * 5_000, b'{"kind":1,"id":"x"}', b"null"]
    change = cases.write(1, 1)
    rubbish.append(announce.encode(change).replace(b'"version":1,', b'"version":"1",'))
    async with running(mortal_valkey.url, cases) as (made, socket):
        await within(10, lambda: made.subscription.up)
        with caplog.at_level(logging.WARNING, "calls.live.feed"):
            for message in rubbish:
                await publish(mortal_valkey.url, message)
            await publish(mortal_valkey.url, announce.encode(cases.write(1, 2)))
            await within(10, lambda: socket.shows(cases))
    told = [record for record in caplog.records if record.name == "calls.live.feed"]
    assert len(told) == len(rubbish)


async def test_a_dead_session_ends_its_sockets_within_two_seconds_also_without_valkey() -> None:
    revoked: set[Any] = set()
    async with running(NOWHERE, Table(), dead=lambda opened, now: revoked & set(opened)) as (
        made,
        socket,
    ):
        await within(10, lambda: bool(socket.frames))
        revoked.add(OPERATOR)
        await within(10, lambda: socket.box.close_code == feed.SIGNED_OUT)
        assert made.hub.sizes()["readers"] == 0


async def test_a_room_that_cannot_be_read_makes_the_board_say_its_age_and_blinds_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    cases, units = Table("case"), Table("unit")
    async with running(NOWHERE, cases, units) as (_, socket):
        await within(10, lambda: any(frame["t"] == "tick" for frame in socket.frames))
        cases.broken = LookupError("no such column")
        units.write(7, 1)
        await within(10, lambda: socket.shows(units))
        await within(10, lambda: socket.last("tick")["lag_ms"] > 1_000)
        cases.broken = None
        await within(10, lambda: socket.last("tick")["lag_ms"] < 500)
    failures = [record for record in caplog.records if "live reading of case" in record.message]
    assert len(failures) == 1, "a fault that stays is said once"


async def test_while_the_database_is_away_the_board_says_its_age_and_then_catches_up() -> None:
    cases = Table()
    cases.write(1, 1)
    async with running(NOWHERE, cases) as (_, socket):
        await within(10, lambda: socket.shows(cases))
        cases.broken = OperationalError("the server closed the connection")
        cases.write(1, 2)
        await within(10, lambda: socket.last("tick")["lag_ms"] > 1_000)
        assert not socket.shows(cases)
        cases.broken = None
        await within(10, lambda: socket.shows(cases))
        await within(10, lambda: socket.last("tick")["lag_ms"] < 500)


async def test_a_feed_that_ends_sends_its_sockets_elsewhere() -> None:
    async with running(NOWHERE, Table()) as (_, socket):
        await within(10, lambda: bool(socket.frames))
    assert socket.box.close_code == feed.RESTARTING
