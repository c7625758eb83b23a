"""How much one machine, and one address, may ask of the interface; a call that rings is free.

The counts stand in each process's memory, so they cost nothing, need no other server, and hold
for each web process by itself: a site's limit is this one times its processes.
"""

from __future__ import annotations

import collections
import ipaddress
import threading
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from calls.people.models import ServiceToken

if TYPE_CHECKING:
    # DRF itself imports this module while that one is being made.
    from rest_framework.views import APIView

MINUTE = 60.0
# Whoever is forgotten first asked longest ago; a flood from many addresses costs no memory.
KEPT = 20_000
# A network of this size is one asker: who has one has all its addresses.
IPV6_PREFIX = 64


class Budget:
    """So many requests a minute for each key, as many of them at once as one likes."""

    def __init__(self) -> None:
        self._left: collections.OrderedDict[str, tuple[float, float]] = collections.OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, *, a_minute: int, now: float, cost: int = 1) -> float:
        """Spend one of a key's requests; give the seconds to wait where none is left, else 0.

        What has to wait spends nothing. `cost` 0 asks without spending.
        """
        with self._lock:
            left, at = self._left.pop(key, (float(a_minute), now))
            left = min(float(a_minute), left + max(0.0, now - at) * a_minute / MINUTE)
            short = left < 1
            self._left[key] = (left if short else left - cost, now)
            if len(self._left) > KEPT:
                self._left.popitem(last=False)
            return (1 - left) * MINUTE / a_minute if short else 0.0


askers = Budget()
"""What authenticated machines and anonymous readers of public pages have asked for."""
knocks = Budget()
"""Tokens that opened nothing, by source."""


class TooMany(Throttled):
    """A refusal that names the limit; when to come again stands in its header."""

    def __init__(self, message: str, *, wait: float) -> None:
        super().__init__(detail=message)
        self.wait = wait


def now() -> float:
    """Give the seconds of a clock that never goes back."""
    return time.monotonic()


def source_of(request: Request) -> str:
    """Give the network that asks: what a trusted proxy told, or who holds the connection.

    No header that the asker could have written is looked at here (cae/proxies.py).
    """
    told = request.META.get("REMOTE_ADDR") or ""
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)


class Asking(BaseThrottle):
    """At most so many requests a minute for one token, and for one source."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Spend of both; raise Throttled, naming the limit, where one is spent."""
        at = now()
        limit = settings.MACHINE_REQUESTS_A_MINUTE
        token = request.auth
        if isinstance(token, ServiceToken):
            wait = askers.take(f"token {token.id}", a_minute=limit, now=at)
            _refuse(wait, _("One token is answered {limit} times a minute."), limit)
        # A proxy of the bodies may stand before several of them.
        limit = settings.SOURCE_REQUESTS_A_MINUTE
        wait = askers.take(f"source {source_of(request)}", a_minute=limit, now=at)
        _refuse(wait, _("One address is answered {limit} times a minute."), limit)
        return True


def before_a_knock(request: Request) -> None:
    """Raise Throttled where too many tokens from this source opened nothing.

    At doors that throttle nobody (a gateway's) every token is looked at, whatever came before.
    """
    view: Any = request.parser_context.get("view")
    if getattr(view, "throttle_classes", None):
        limit = settings.KNOCKS_A_MINUTE
        wait = knocks.take(source_of(request), a_minute=limit, now=now(), cost=0)
        _refuse(wait, _("One address may try {limit} wrong tokens a minute."), limit)


def after_a_knock(request: Request) -> None:
    """Count a token that opened nothing."""
    knocks.take(source_of(request), a_minute=settings.KNOCKS_A_MINUTE, now=now())


def _refuse(wait: float, message: str, limit: int) -> None:
    if wait > 0:
        raise TooMany(message.format(limit=limit), wait=wait)
