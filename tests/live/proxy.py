"""A TCP link that can go half-open: both ends stand, nothing passes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Proxy:
    """Forward connections to a port; those made before `freeze` never carry a byte again.

    While it is `away`, whoever comes is turned away.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self.away = False
        self._target = target
        self._gates: list[asyncio.Event] = []
        self._open: list[asyncio.StreamWriter] = []

    def freeze(self) -> None:
        """Black-hole every link that stands now."""
        for gate in self._gates:
            gate.clear()
        self._gates.clear()

    def cut(self) -> None:
        """Break every link that stands now, in the middle of whatever it carries."""
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()
        self._gates.clear()

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listen on a free port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[None]] = set()
        try:
            yield
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.away:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection("127.0.0.1", self._target)
        gate = asyncio.Event()
        gate.set()
        self._gates.append(gate)
        self._open += (writer, back)
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pass(source, sink, gate))
            self._tasks.add(task)

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, gate: asyncio.Event
    ) -> None:
        try:
            while data := await source.read(65_536):
                await gate.wait()
                sink.write(data)
        except ConnectionError:
            return
        finally:
            sink.close()
