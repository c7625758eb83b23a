"""Links that break for long and short, Valkey killed: afterwards every board is right."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import random
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from django.test import override_settings
from redis import asyncio as redis
from redis.exceptions import RedisError

from cae.services import embedded
from calls.casefile import announce
from calls.live import feed, mailbox
from tests.calls.live.conftest import OPERATOR, Web, sign_in
from tests.calls.live.pages import Page
from tests.live import proxy
from tests.live.database import Table, within

pytestmark = pytest.mark.stack
PAGES = 10
THINGS = 40
LASTS_S = 9.0
# A second to ten minutes, each length of its own order as likely, a hundredfold faster.
SHORTEST_S, LONGEST_S = 0.01, 6.0
MESSAGES_LOST = 0.2


@dataclasses.dataclass
class Place:
    """A server with its database and Valkey, and pages with a breakable link each."""

    cases: Table
    valkey: embedded.Valkey
    pages: Sequence[Page]
    links: Sequence[proxy.Proxy]

    def right(self, pages: Sequence[Page]) -> bool:
        """Say whether these pages are linked and show what stands."""
        stands = {("case", str(key)): version for key, version in self.cases.rows.items()}
        return all(page.linked and page.shown == stands for page in pages)


@pytest.fixture
async def room(web: Web, cases: Table, tmp_path: Path) -> AsyncIterator[Place]:
    """Give pages that have heard the server, over a Valkey that may be killed."""
    valkey = embedded.Valkey(tmp_path / "valkey")
    valkey.start()
    person = await sign_in(OPERATOR)
    links = [proxy.Proxy(web.port) for _ in range(PAGES)]
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(valkey.discard)
        stack.enter_context(override_settings(REDIS_URL=valkey.url))
        for link in links:
            await stack.enter_async_context(link.serving())
        pages = [Page(link.port, person.key, seed=link.port) for link in links]
        place = Place(cases, valkey, pages, links)
        following = [asyncio.create_task(page.follow()) for page in pages]
        await within(10, lambda: place.right(pages) and feed.here().subscription.up)
        yield place
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)


async def work(place: Place, chance: random.Random) -> None:
    """Open, change and close things, some of which no message tells."""
    versions: dict[int, int] = {1: 1}
    async with redis.Redis.from_url(place.valkey.url, socket_timeout=0.2) as client:
        while True:
            number = chance.randint(1, THINGS)
            versions[number] = versions.get(number, 0) + 1
            if chance.random() < 0.2 and UUID(int=number) in place.cases.rows:
                place.cases.delete(number)
            else:
                change = place.cases.write(number, versions[number])
                if chance.random() > MESSAGES_LOST:
                    with contextlib.suppress(RedisError, OSError):
                        await client.publish(announce.channel(), announce.encode(change))
            await asyncio.sleep(chance.uniform(0, 0.04))


async def breaks(link: proxy.Proxy, chance: random.Random) -> None:
    """Break a link for as long as such things last, again and again."""
    while True:
        await asyncio.sleep(chance.uniform(0, 1))
        if chance.random() < 0.2:
            link.freeze()
            continue
        link.away = True
        link.cut()
        try:
            await asyncio.sleep(SHORTEST_S * (LONGEST_S / SHORTEST_S) ** chance.random())
        finally:
            link.away = False


async def test_after_any_disconnects_every_board_is_right_with_no_gap_and_nothing_twice(
    room: Place,
) -> None:
    chance = random.Random(112)
    busy = [asyncio.create_task(work(room, chance))]
    busy += [asyncio.create_task(breaks(link, chance)) for link in room.links[1:]]
    await asyncio.sleep(LASTS_S / 3)
    await asyncio.to_thread(room.valkey.stop)
    await asyncio.sleep(LASTS_S / 3)
    await asyncio.to_thread(room.valkey.start)
    await asyncio.sleep(LASTS_S / 3)
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)
    for link in room.links[1:]:
        link.cut()
    took = await within(20, lambda: room.right(room.pages))
    assert room.pages[0].links == 1
    assert sum(page.links for page in room.pages) > 3 * PAGES
    for page in room.pages:
        assert (page.gaps, page.doubles, page.relapses) == (0, 0, 0)
    print(f"right {took:.2f} s after the last break")  # noqa: T201 - a figure


async def test_a_frame_that_goes_missing_is_noticed_here(
    room: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = mailbox.Mailbox.put

    def lose_some(self: mailbox.Mailbox, frame: str) -> bool:
        return frame.startswith('{"t":"changes"') or put(self, frame)

    monkeypatch.setattr(mailbox.Mailbox, "put", lose_some)
    room.cases.write(2, 1)
    await within(10, lambda: all(page.gaps for page in room.pages))


async def test_a_half_open_link_is_behind_for_less_than_five_seconds(room: Place) -> None:
    await asyncio.sleep(random.Random(1).random())
    began = time.monotonic()
    for link in room.links[1:]:
        link.freeze()
    room.cases.write(2, 1)
    await within(10, lambda: room.right(room.pages[:1]))
    assert not any(room.right([page]) for page in room.pages[1:])
    await within(20, lambda: room.right(room.pages))
    print(f"right {time.monotonic() - began:.2f} s after the link froze")  # noqa: T201 - a figure
