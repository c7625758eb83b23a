"""Check one sealed file against its own proof, its columns and the log it was written from."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from calls.archive import keys, proof, queries, skeleton
from calls.archive.models import ArchiveHead, SealedDisclosure
from calls.archive.services import SEALER
from calls.casefile import disclosures
from calls.casefile.models import Event, Stream

FILES = """
    SELECT file.id, file.case_id, file.reference, file.leaf_index, file.document, file.sha256,
        file.signature, file.key_id, key.public, file.sealed_at, file.closed_at, file.exercise,
        file.severity, file.protocol, file.disposition, file.municipality
    FROM archive_sealed_file AS file
    LEFT JOIN archive_signing_key AS key ON key.id = file.key_id
    ORDER BY file.leaf_index
"""


@dataclasses.dataclass(frozen=True)
class File:
    """A row of FILES."""

    id: UUID
    case_id: UUID
    reference: str
    leaf_index: int
    document: str
    sha256: str
    signature: str
    key_id: str
    public: str | None
    sealed_at: datetime
    closed_at: datetime
    exercise: bool
    severity: str
    protocol: str
    disposition: str
    municipality: str


def check(file: File, *, trusted: Mapping[str, str] | None) -> tuple[str | None, int]:
    """Give what first does not hold of a file, if anything, and how many disclosures it has."""
    beside = list(
        SealedDisclosure.objects.using(SEALER)
        .filter(file_id=file.id)
        .order_by("id")
        .values_list("stream", "seq", "encoded")
    )
    try:
        prove(file, beside, trusted=trusted, using=SEALER)
    except (proof.Unproven, UnicodeError) as error:
        return str(error), len(beside)
    return None, len(beside)


def prove(
    file: File,
    beside: Sequence[tuple[UUID, int, str]],
    *,
    trusted: Mapping[str, str] | None,
    using: str,
) -> proof.Told:
    """Give what a file tells, once all of it holds; raise Unproven for what first does not.

    `beside` are stream, entry and text of its disclosures, some or all; `using` is a role that
    reads the log.
    """
    told = _proven(file, trusted)
    _compare_disclosures(told, beside)
    _compare_columns(file, told)
    _compare_log(told, using)
    return told


def standing() -> tuple[int, int]:
    """Give the archive's next leaf, and how many closed cases wait for a file."""
    head = ArchiveHead.objects.using(SEALER).get()
    return head.next_leaf, queries.count_waiting(using=SEALER)


def _proven(file: File, trusted: Mapping[str, str] | None) -> proof.Told:
    public = file.public if trusted is None else trusted.get(file.key_id)
    if public is None:
        raise proof.Unproven(
            f"it is sealed with a key that is not known: {file.key_id}", check="key"
        )
    if keys.thumbprint(public) != file.key_id:
        raise proof.Unproven(f"its key is not the one it names: {file.key_id}", check="key")
    return proof.prove(
        document=file.document, sha256=file.sha256, signature=file.signature, public=public
    )


def _compare_columns(file: File, told: proof.Told) -> None:
    facts = dataclasses.asdict(skeleton.facts_of(told["events"]))
    facts["sealed_at"] = datetime.fromisoformat(told["sealed_at"])
    for name, value in facts.items():
        if getattr(file, name) != value:
            raise proof.Unproven(
                f"its column {name} is not what its document says", check="columns"
            )


def _compare_log(told: proof.Told, using: str) -> None:
    """Compare heads: equal hashes at the end of both chains are equal entries all along."""
    for stream, bodies, head in proof.chains(told):
        kept = Stream.objects.using(using).filter(id=stream).first()
        if kept is None:
            raise proof.Unproven(f"the log has no stream {stream}", check="log")
        if bytes(kept.head) == head:
            continue
        logged = (
            Event.objects.using(using)
            .filter(stream_id=stream)
            .order_by("seq")
            .values_list("body", flat=True)
        )
        for number, (body, line) in enumerate(zip(bodies, logged, strict=False), start=1):
            if body != json.loads(line):
                raise proof.Unproven(
                    f"its entry {number} of stream {stream} is not the log's", check="log"
                )
        raise proof.Unproven(f"it does not end where the log of stream {stream} ends", check="log")


def _compare_disclosures(told: proof.Told, beside: Sequence[tuple[UUID, int, str]]) -> None:
    digests = {
        (stream, body["seq"]): body.get("_sd", ())
        for stream, bodies, _head in proof.chains(told)
        for body in bodies
    }
    for stream, seq, encoded in beside:
        if disclosures.digest(encoded) not in digests.get((stream, seq), ()):
            raise proof.Unproven(
                f"a disclosure kept for its entry {seq} of stream {stream} is not the one it "
                f"holds the digest of",
                check="disclosures",
            )
