"""The signed skeleton of a closed case, written from its log alone.

`case.json` is RFC 8785 text: {"format", "case", "reference", "exercise", "closed_at",
"sealed_at", "key_id", "events", "head", "calls"}. `events` are the bodies of the case's log,
`head` its last hash in hex; `calls` holds the same of every call that led to the case.
Nothing personal stands in it: only digests of disclosures (RFC 9901).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import rfc8785

from calls.casefile import events, log
from calls.stages.closure.events import CaseClosed
from calls.stages.intake.events import CaseOpened

FORMAT = "cae.case/1"


@dataclasses.dataclass(frozen=True)
class Chain:
    """One stream of the log: its bodies, each RFC 8785 text, and its last hash."""

    stream: UUID
    bodies: Sequence[str]
    head: bytes


@dataclasses.dataclass(frozen=True, kw_only=True)
class Facts:
    """What a file is found by, as its own events say it."""

    case_id: UUID
    reference: str
    exercise: bool
    closed_at: datetime
    severity: str
    protocol: str
    disposition: str
    municipality: str


class NotToBeSealed(Exception):
    """A log that tells of no closed case; `code` says what it lacks."""

    # Its words are ours and name ids alone (cae/logs.py).
    may_be_logged = True

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def write(
    *, case: Chain, calls: Iterable[Chain], facts: Facts, sealed_at: datetime, key_id: str
) -> str:
    """Give the skeleton's RFC 8785 text; the bodies go in as they are, being such text."""
    members = {
        "format": _text(FORMAT),
        "case": _text(str(case.stream)),
        "reference": _text(facts.reference),
        "exercise": _text(facts.exercise),
        "closed_at": _text(events.stamp(facts.closed_at)),
        "sealed_at": _text(events.stamp(sealed_at)),
        "key_id": _text(key_id),
        "events": _list(case.bodies),
        "head": _text(case.head.hex()),
        "calls": _list(
            _object(
                {
                    "call": _text(str(call.stream)),
                    "events": _list(call.bodies),
                    "head": _text(call.head.hex()),
                }
            )
            for call in calls
        ),
    }
    return _object(members)


def facts_of(bodies: Iterable[Mapping[str, Any]]) -> Facts:
    """Give what a case's events say of it; raise NotToBeSealed where it is not closed."""
    opened: Mapping[str, Any] | None = None
    closed: Mapping[str, Any] | None = None
    for body in bodies:
        if body["kind"] == CaseOpened.kind and opened is None:
            opened = body
        elif body["kind"] == CaseClosed.kind:
            closed = body
    if opened is None:
        raise NotToBeSealed("never_opened", "the log does not say how the case was opened")
    if closed is None:
        raise NotToBeSealed("still_open", "the log does not say that the case was closed")
    told = closed["data"]
    return Facts(
        case_id=UUID(opened["stream"]),
        reference=opened["data"]["reference"],
        exercise=opened["data"]["exercise"],
        closed_at=datetime.fromisoformat(told["closed_at"]),
        severity=told.get("severity", ""),
        protocol=told.get("protocol", ""),
        disposition=told["disposition"],
        municipality=told.get("municipality", ""),
    )


def calls_of(bodies: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Give the calls that led to a case, in the order they did."""
    return [UUID(body["data"]["call"]) for body in bodies if body["kind"] == CaseOpened.kind]


def head_of(bodies: Iterable[Mapping[str, Any]]) -> bytes:
    """Give the last hash of a chain of bodies: each SHA-256(previous ‖ RFC 8785 of the body)."""
    head = log.GENESIS
    for body in bodies:
        head = hashlib.sha256(head + rfc8785.dumps(body)).digest()
    return head


def read(chain: Chain) -> list[dict[str, Any]]:
    """Give a chain's bodies as objects."""
    return [json.loads(body) for body in chain.bodies]


def _text(value: object) -> str:
    return rfc8785.dumps(cast("Any", value)).decode()


def _list(items: Iterable[str]) -> str:
    return f"[{','.join(items)}]"


def _object(members: Mapping[str, str]) -> str:
    # The names are ASCII, whose order is the UTF-16 order of RFC 8785, 3.2.3.
    written = (f'"{name}":{members[name]}' for name in sorted(members))
    return "{" + ",".join(written) + "}"
