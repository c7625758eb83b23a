"""Official bodies with their mandates and tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from calls.people import tokens
from calls.people.models import Mandate, OfficialBody


def body(name: str, *prefixes: str, days: int = 1) -> OfficialBody:
    """Give a body whose mandates cover these beginnings of INE codes for some days."""
    made = OfficialBody.objects.create(name=name)
    for prefix in prefixes:
        Mandate.objects.create(
            body=made,
            municipality_prefix=prefix,
            expires_at=timezone.now() + dt.timedelta(days=days),
        )
    return made


def token(reader: OfficialBody | None, *, kind: str = "official") -> str:
    """Give a token of a body, or of a machine without one."""
    return tokens.issue(
        kind=kind,
        name="reader",
        expires_at=timezone.now() + dt.timedelta(days=1),
        body=reader,
    )


class Reader:
    """A body's client; with `raise_request_exception` off, a fault of ours is a 500."""

    def __init__(self, bearer: str) -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": "en"}

    def get(self, address: str) -> Any:
        """Give the answer of an address below /api/v1/, or of a whole one."""
        where = address if "://" in address else f"/api/v1/{address}"
        return self._client.get(where, headers=self._headers)


def reader(name: str, *prefixes: str) -> Reader:
    """Give the client of a body with these mandates."""
    return Reader(token(body(name, *prefixes)))
