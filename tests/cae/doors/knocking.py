"""Knock at a door and judge the answer."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client

from calls.casefile import drafting
from calls.casefile import models as casefile
from calls.people import access
from tests.cae.doors import corpus, walk

TABLES = (
    casefile.Case,
    casefile.Call,
    casefile.Event,
    casefile.Command,
    casefile.Commitment,
    casefile.Disclosure,
    drafting.Draft,
)
FIELDS = re.compile(r"there are: (?P<names>[^.]*)\.")


@dataclasses.dataclass(frozen=True)
class Visitor:
    """Somebody who knocks: a person with a session, a machine with a token, or nobody."""

    role: str
    client: Client
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def may(self, door: walk.Door) -> bool:
        """Tell whether the policy lets them in."""
        return access.may(self.role, door.action or "")


def knock(
    visitor: Visitor,
    method: str,
    address: str,
    body: corpus.Body | None = None,
    headers: Mapping[str, str] | None = None,
) -> Any:
    """Send one request as it is; the client reports what a view raised as a 500."""
    sent = {
        "Accept": "application/json",
        "Accept-Language": "en",
        "X-Command-Id": str(uuid4()),
        **visitor.headers,
        **(headers or {}),
    }
    cookie = sent.get("Cookie")
    if cookie and "sessionid" not in cookie and "sessionid" in visitor.client.cookies:
        cookie = f"{cookie}; sessionid={visitor.client.cookies['sessionid'].value}"
    extra: dict[str, Any] = {
        "HTTP_" + name.upper().replace("-", "_"): text for name, text in sent.items()
    }
    extra |= {"HTTP_COOKIE": cookie} if cookie else {}
    if "Content-Length" in sent:
        extra["CONTENT_LENGTH"] = sent["Content-Length"]
    body = body or corpus.Body(b"")
    path, _mark, query = address.partition("?")
    return visitor.client.generic(
        method,
        path,
        body.raw,
        content_type=body.content_type,
        **{"QUERY_STRING": query, **extra},
    )


def faults(
    answer: Any, *, before: tuple[int, ...], named: str | None = None, method: str = "GET"
) -> Iterator[str]:
    """Yield what is wrong with the answer to a request that made no sense.

    With `named`, it has to be a refusal that names that place.
    """
    if answer.status_code >= 500:
        yield f"{answer.status_code}: {_raised(answer)}"
        return
    if answer.status_code < 400:
        if named is not None:
            yield f"{answer.status_code}, and {named!r} was overlooked"
        return
    if counted() != before:
        yield f"{answer.status_code}, and yet something has changed"
    if method != "HEAD":
        yield from _untold(answer, named)


def _untold(answer: Any, named: str | None) -> Iterator[str]:
    if "html" in answer.headers.get("Content-Type", ""):
        # The sign-in page answers a person: its fields say what is wrong with them.
        if b'class="fault"' not in answer.content and b'role="alert"' not in answer.content:
            yield f"{answer.status_code} as a page that names nothing"
        return
    try:
        told = json.loads(answer.content)
    except ValueError:
        yield f"{answer.status_code} without JSON: {answer.content[:80]!r}"
        return
    if not told.get("code") or not told.get("message"):
        yield f"{answer.status_code} without code or message: {told}"
    fields = told.get("fields", {})
    if answer.status_code in (400, 413) and not all(fields.values() or [[]]):
        yield f"{answer.status_code} names no field: {told}"
    if named is not None and answer.status_code == 400 and named not in fields:
        yield f"400 does not name {named!r}: {told}"
    if named is not None and answer.status_code not in (400, 401, 403, 404, 405, 409, 413):
        yield f"{answer.status_code} for {named!r}: {told}"


def counted() -> tuple[int, ...]:
    """Count the rows of everything that a command may write."""
    counts = ", ".join(f"(SELECT count(*) FROM {model._meta.db_table})" for model in TABLES)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return tuple(cursor.fetchone() or ())


def fields_of(visitor: Visitor, address: str) -> list[str]:
    """Ask a form which fields it has: it says so to whoever sends one that it lacks."""
    answer = knock(visitor, "POST", address, corpus.Body(b"nonsense=1", corpus.FORM))
    if answer.status_code != 400 or "json" not in answer.headers.get("Content-Type", ""):
        return []
    told = " ".join(answer.json().get("fields", {}).get("nonsense", ()))
    found = FIELDS.search(told)
    return found["names"].split(", ") if found else []


def _raised(answer: Any) -> str:
    info = getattr(answer, "exc_info", None)
    return repr(info[1])[:300] if info else str(answer.content[:200])
