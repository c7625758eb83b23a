"""Who asks, where proxies of ours stand in between."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class Asker:
    """Put the asker's own address where the web server wrote the nearest proxy's.

    Each proxy of ours adds to the end of `X-Forwarded-For` whom it heard: of CAE_PROXIES
    entries from the end, the first is the asker. What stands before it anybody may have
    written, and is believed as little as the whole header where no proxy is ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        address = self._told(request, settings.PROXIES)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)

    def _told(self, request: HttpRequest, proxies: int) -> str:
        told = request.headers.get("X-Forwarded-For", "").split(",")
        if not 0 < proxies <= len(told):
            return ""
        try:
            return str(ipaddress.ip_address(told[-proxies].strip()))
        except ValueError:
            return ""
