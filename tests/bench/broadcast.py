"""The floor of the fan-out: hand each message to every socket by `websockets.broadcast`.

`python -m tests.bench.broadcast PORT`, with REDIS_URL in the environment: one process, uvloop,
no compression, no Django.
"""

from __future__ import annotations

import asyncio
import os
import sys

import uvloop
from redis import asyncio as redis
from websockets.asyncio import server

CHANNEL = "bench:broadcast"


async def main(port: int, redis_url: str) -> None:
    """Pass on what is published until the process is ended."""
    open_sockets: set[server.ServerConnection] = set()

    async def keep(link: server.ServerConnection) -> None:
        open_sockets.add(link)
        try:
            await link.wait_closed()
        finally:
            open_sockets.discard(link)

    async with redis.Redis.from_url(redis_url) as client, client.pubsub() as told:
        await told.subscribe(CHANNEL)
        async with server.serve(keep, "127.0.0.1", port, compression=None):
            async for message in told.listen():
                if message["type"] == "message":
                    server.broadcast(open_sockets, message["data"].decode())


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(int(sys.argv[1]), os.environ["REDIS_URL"]))
