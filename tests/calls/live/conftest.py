"""A web process in the test's own event loop, and people who may open sockets to it."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar
from uuid import UUID

import pytest
import uvicorn
from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone
from websockets.asyncio import client
from websockets.exceptions import ConnectionClosed

from cae import routing
from calls.casefile import registry
from calls.directory.models import Agency, OperationsCentre
from calls.live import feed
from calls.people import sessions
from calls.people.models import Role, User
from tests.live.database import Table, within
from tests.support import clones

T = TypeVar("T")


async def in_database(work: Callable[[], T]) -> T:
    """Do something with the database, in the thread that the harness tidies up."""
    return await sync_to_async(work)()


@dataclasses.dataclass
class Person:
    """Somebody signed in."""

    user: User
    key: str

    async def update(self, **fields: Any) -> None:
        """Change the person behind everybody's back."""
        await in_database(lambda: User.objects.filter(id=self.user.id).update(**fields))


class Web:
    """The sockets' server, and clients for it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"ws://127.0.0.1:{port}/live/"

    def connect(self, person: Person | None, **options: Any) -> client.connect:
        """Open a socket as this person, from our own page unless `origin` says otherwise."""
        cookie = {"Cookie": f"sessionid={person.key}"} if person else {}
        options.setdefault("origin", f"http://127.0.0.1:{self.port}")
        return client.connect(self.address, additional_headers=cookie, **options)


async def heard(link: client.ClientConnection, kind: str, seconds: float = 15) -> dict[str, Any]:
    """Give the next frame of a kind, passing over others."""
    async with asyncio.timeout(seconds):
        while True:
            frame: dict[str, Any] = json.loads(await link.recv())
            if frame["t"] == kind:
                return frame


async def ended(link: client.ClientConnection, seconds: float = 15) -> int | None:
    """Read on until the server closes; give its code."""
    async with asyncio.timeout(seconds):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await link.recv()
    return link.close_code


async def sign_in(role: str, *, centre: OperationsCentre | None = None) -> Person:
    """Make a person of this role and sign them in."""

    def make() -> Person:
        name = f"{role}{User.objects.count()}"
        user = User.objects.create(username=name, display_name=name, role=role, centre=centre)
        request = HttpRequest()
        request.session = SessionStore()
        sessions.begin(request, user, at=timezone.now())
        request.session.save()
        return Person(user, str(request.session.session_key))

    return await in_database(make)


async def a_centre(code: str = "C1") -> OperationsCentre:
    """Make an operations centre."""

    def make() -> OperationsCentre:
        agency, _ = Agency.objects.get_or_create(
            code="health", kind="health", name_es="Salud", name_en="Health"
        )
        return OperationsCentre.objects.create(code=code, name=code, agency=agency)

    return await in_database(make)


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> Table:
    """Give the one thing that boards show in these tests."""
    table = Table("case")
    table.write(1, 1)
    monkeypatch.setattr(registry, "live_sources", {"case": table})
    return table


@pytest.fixture
async def web(database: clones.Clone, cases: Table) -> AsyncIterator[Web]:
    """Serve sockets, with neither Valkey nor a page."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        routing.websocket,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=65_536,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await within(5, lambda: server.started)
    yield Web(listening.getsockname()[1])
    server.should_exit = True
    await serving
    for task in asyncio.all_tasks():
        if task.get_name() == feed.TASK:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


OPERATOR, SUPERVISOR, DISPATCHER = Role.OPERATOR, Role.SUPERVISOR, Role.DISPATCHER
CASE = str(UUID(int=1))
