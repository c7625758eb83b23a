"""The WebSocket door: origin first, then who is there, then which socket."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from cae import proxies
from calls.live import sockets


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuse a socket that no one serves, before its handshake."""
    await send({"type": "websocket.close"})


# The stubs know Django's views here, not the ASGI applications that channels routes to.
live: Any = sockets.LiveSocket.as_asgi()
elsewhere: Any = nowhere
patterns: Any = [path("live/", live), re_path(r"", elsewhere)]

guarded: Any = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(patterns)))


async def websocket(scope: Any, receive: Any, send: Any) -> None:
    """Serve a socket; it may write past those who only need to see its handshake."""
    known = {sockets.SEND: send, sockets.ASKER: proxies.asker_of_socket(scope)}
    await guarded({**scope, **known}, receive, send)
