"""The one subscription of a web process, with a heartbeat that proves it hears."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from uuid import uuid4

from redis import asyncio as redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from calls.casefile import announce

BEAT_SECONDS = 1.0
SILENCE_SECONDS = 3.0
BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1.0)
log = logging.getLogger(__name__)


class Deaf(Exception):
    """Our own heartbeat did not come back: the link is half-open, or Redis is frozen."""


class Subscription:
    """Hand every message on the channel to `hear`; call `rebuilt` when a new link stands.

    It never gives up and raises nothing but cancellation. Messages lost meanwhile are lost:
    whoever listens reads the database when `rebuilt` is called.
    """

    def __init__(
        self, url: str, *, hear: Callable[[bytes], None], rebuilt: Callable[[], None]
    ) -> None:
        self._url = url
        self._hear = hear
        self._rebuilt = rebuilt
        self._channel = announce.channel()
        self._echo = f"{self._channel}:beat:{uuid4()}"
        self._heard_at = 0.0
        self._said_lost = False
        self.up = False

    async def run(self) -> None:
        """Listen until cancelled."""
        failures = 0
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, Deaf, TimeoutError) as error:
                failures = 0 if self.up else failures + 1
                if not self._said_lost:
                    log.warning("live link to redis lost: %s", type(error).__name__)
                self._said_lost = True
            finally:
                self.up = False
            step = BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS) - 1)]
            await asyncio.sleep(step * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret  # nosec B311

    async def _listen(self) -> None:
        client = redis.Redis.from_url(
            self._url,
            socket_timeout=15,
            socket_connect_timeout=SILENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        try:
            async with client.pubsub() as link:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await link.subscribe(self._channel, self._echo)
                self._heard_at = asyncio.get_running_loop().time()
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._hear_all(link))
                    both.create_task(self._beat(client))
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            await client.aclose()

    async def _hear_all(self, link: redis.client.PubSub) -> None:
        echo = self._echo.encode()
        async for message in link.listen():
            if message["type"] != "message":
                continue
            if message["channel"] != echo:
                self._hear(message["data"])
                continue
            self._heard_at = asyncio.get_running_loop().time()
            if not self.up:
                self.up = True
                self._said_lost = False
                log.info("live link to redis stands")
                self._rebuilt()

    async def _beat(self, client: redis.Redis) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            # A publication of its own link tells nothing: only the echo counts.
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await client.publish(self._echo, b"")
            except (RedisError, OSError, TimeoutError):
                pass
            if loop.time() - self._heard_at > SILENCE_SECONDS:
                raise Deaf
            await asyncio.sleep(max(0.0, began + BEAT_SECONDS - loop.time()))
