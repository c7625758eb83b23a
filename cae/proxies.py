"""Who asks, where proxies of ours stand in between."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core import exceptions
from django.http import HttpRequest, HttpResponseBase

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# What only a proxy may tell; from anybody else it is as if it had not been sent.
TOLD_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Return networks written as `10.0.0.0/8` or one address each; anything else is refused."""
    try:
        return tuple(ipaddress.ip_network(each) for each in written)
    except ValueError as error:
        raise exceptions.ImproperlyConfigured(
            f"CAE_PROXY_NETWORKS must read like 10.1.0.0/24,2001:db8::5: {error}."
        ) from error


class Asker:
    """Put the asker's own address where the web server wrote the nearest proxy's.

    Each proxy of ours adds to the end of `X-Forwarded-For` whom it heard: of CAE_PROXIES
    entries from the end, the first is the asker. What stands before it anybody may have
    written, and is believed as little as the whole header where no proxy is ours, or where
    who knocks is in none of CAE_PROXY_NETWORKS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if not is_ours(request.META.get("REMOTE_ADDR", ""), settings.PROXY_NETWORKS):
            for name in TOLD_BY_PROXIES:
                request.META.pop(name, None)
        address = _told(request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def asker_of_socket(scope: Mapping[str, Any]) -> str | None:
    """Return who opens a connection, by the same rule; None where the server does not say."""
    remote = str((scope.get("client") or ("",))[0])
    told = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    address = ""
    if is_ours(remote, settings.PROXY_NETWORKS):
        address = _told(told.decode("latin-1"), settings.PROXIES)
    try:
        return str(ipaddress.ip_address(address or remote))
    except ValueError:
        return None


def _told(forwarded_for: str, proxies: int) -> str:
    told = forwarded_for.split(",")
    if not 0 < proxies <= len(told):
        return ""
    try:
        return str(ipaddress.ip_address(told[-proxies].strip()))
    except ValueError:
        return ""


@functools.lru_cache(maxsize=1024)
def is_ours(address: str, among: tuple[Network, ...]) -> bool:
    """Tell whether an address is a proxy's; one written as IPv4 in IPv6 is the IPv4 one."""
    try:
        told = ipaddress.ip_address(address)
    except ValueError:
        return False
    told = getattr(told, "ipv4_mapped", None) or told
    return any(told in network for network in among)
