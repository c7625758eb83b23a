"""Prove one sealed file by itself: its hash, its signature, its chains, what lies beside it.

Needs no database: a court does this with the file and the public key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import rfc8785

from calls.archive import keys, skeleton
from calls.casefile import disclosures, events

Told = Mapping[str, Any]


class Unproven(Exception):
    """Something about a file does not hold; the message says what, `check` which of CHECKS."""

    def __init__(self, message: str, *, check: str) -> None:
        super().__init__(message)
        self.check = check


CHECKS = ("key", "sha256", "signature", "document", "entries", "disclosures", "columns", "log")
"""What is checked of a file, in this order."""


def prove(
    *, document: str, sha256: str, signature: str, public: str, beside: Collection[str] = ()
) -> Told:
    """Give what a document tells, once all of it holds; raise Unproven for what first does not.

    `document` is RFC 8785 text, `sha256` hex, `signature` and `public` base64url; `beside` are
    the encoded disclosures, in any order, some or all of them.
    """
    raw = document.encode()
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise Unproven("its document does not match its SHA-256", check="sha256")
    if not keys.verifies(public=public, signature=signature, message=raw):
        raise Unproven("its signature is not its key's", check="signature")
    try:
        told: Told = json.loads(document)
        _prove_members(told, key_id=keys.thumbprint(public))
        for stream, bodies, head in chains(told):
            _prove_chain(stream, bodies, head)
        strange = strangers(told, beside)
    except (KeyError, TypeError, ValueError, AttributeError, skeleton.NotToBeSealed) as error:
        raise Unproven(
            f"its document is not a {skeleton.FORMAT}: {error!r}", check="document"
        ) from error
    if strange:
        raise Unproven(
            f"{strange} of its disclosures stand in none of its entries", check="disclosures"
        )
    return told


def prove_answer(answer: Told, *, trusted: Mapping[str, str]) -> Told:
    """Prove a file as the REST interface gives it; `trusted` is key id → public key.

    Raises Unproven.
    """
    try:
        document = rfc8785.dumps(answer["document"]).decode()
        key_id, signature, sha256 = (
            str(answer[name]) for name in ("key_id", "signature", "sha256")
        )
        beside = [str(text) for text in answer.get("disclosures", ())]
    except (KeyError, TypeError, ValueError) as error:
        raise Unproven(
            f"this is not an answer of the interface for case files: {error!r}", check="document"
        ) from error
    if key_id not in trusted:
        raise Unproven(
            f"it is sealed with a key that is not among those given: {key_id}", check="key"
        )
    return prove(
        document=document,
        sha256=sha256,
        signature=signature,
        public=trusted[key_id],
        beside=beside,
    )


def chains(told: Told) -> Iterator[tuple[UUID, Sequence[Told], bytes]]:
    """Give stream, bodies and head of the case and of each call."""
    yield UUID(told["case"]), told["events"], bytes.fromhex(told["head"])
    for call in told["calls"]:
        yield UUID(call["call"]), call["events"], bytes.fromhex(call["head"])


def strangers(told: Told, beside: Iterable[str]) -> int:
    """Count the disclosures whose digest stands in no entry of the document."""
    known = {
        mark
        for _stream, bodies, _head in chains(told)
        for body in bodies
        for mark in body.get("_sd", ())
    }
    return sum(disclosures.digest(encoded) not in known for encoded in beside)


def _prove_members(told: Told, *, key_id: str) -> None:
    """Compare what the document says of itself with what its events say."""
    facts = skeleton.facts_of(told["events"])
    expected = {
        "format": skeleton.FORMAT,
        "case": str(facts.case_id),
        "reference": facts.reference,
        "exercise": facts.exercise,
        "closed_at": events.stamp(facts.closed_at),
        "key_id": key_id,
    }
    for name, value in expected.items():
        if told[name] != value:
            raise Unproven(f"its {name} is not that of its entries or its key", check="document")
    if [UUID(call["call"]) for call in told["calls"]] != skeleton.calls_of(told["events"]):
        raise Unproven("its calls are not those of its entries", check="document")


def _prove_chain(stream: UUID, bodies: Sequence[Told], head: bytes) -> None:
    for number, body in enumerate(bodies, start=1):
        if (body["seq"], body["stream"]) != (number, str(stream)):
            raise Unproven(
                f"its entry {number} of stream {stream} is from another place", check="entries"
            )
    if skeleton.head_of(bodies) != head:
        raise Unproven(f"its entries of stream {stream} do not lead to their head", check="entries")
