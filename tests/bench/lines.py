"""One HTTP connection, kept open: as little client as there can be."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib import parse
from uuid import uuid4

import httpx

from tests.support import stack as stacks

FORM = "application/x-www-form-urlencoded"


class Line:
    """A client with its headers; a connection that the server let go is opened again."""

    def __init__(self, stack: stacks.Stack, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=10)
        self._headers = headers

    def get(self, path: str) -> bytes:
        """Fetch a page."""
        return self._ask("GET", path, None, {})

    def command(self, path: str, **fields: object) -> dict[str, Any]:
        """Send a command with an id of its own and give its answer."""
        body = parse.urlencode({name: str(value) for name, value in fields.items()})
        answer = self._ask("POST", path, body, {"X-Command-Id": str(uuid4()), "Content-Type": FORM})
        told: dict[str, Any] = json.loads(answer)
        return told

    def refresh(self) -> None:
        """Open the connection anew, so that no measured request finds it closed."""
        self._connection.close()
        self.get("/health/")

    def _ask(self, method: str, path: str, body: str | None, more: dict[str, str]) -> bytes:
        self._connection.request(method, path, body, {**self._headers, **more})
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:400]!r}")
        return text


def desk(stack: stacks.Stack, role: str) -> Line:
    """Give the line of somebody who has signed in."""
    cookies = signed_in(stack, role)
    together = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Line(stack, {"Cookie": together, "X-CSRFToken": cookies["csrftoken"]})


def machine(stack: stacks.Stack, kind: str) -> Line:
    """Give the line of a machine with its token."""
    return Line(stack, {"Authorization": f"Bearer {stack.tokens[kind]}"})


def signed_in(stack: stacks.Stack, role: str) -> dict[str, str]:
    """Sign the demonstration's first person of a role in and give the cookies."""
    who = stack.person(role)
    with httpx.Client(base_url=stack.address, timeout=10) as client:
        client.get("/sign-in/").raise_for_status()
        fields = {"username": who.username, "password": who.password}
        headers = {"X-CSRFToken": client.cookies["csrftoken"]}
        client.post("/sign-in/", data=fields, headers=headers)
        return dict(client.cookies.items())
