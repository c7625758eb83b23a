"""Seal a closed case: once, from its log alone, at the next leaf of the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from calls.archive import keys, reading, search_index, skeleton
from calls.archive.models import ArchiveHead, SealedDisclosure, SealedFile, SigningKey
from calls.casefile import disclosures, log
from calls.casefile.models import Disclosure, Event

SEALER = "sealer"


def seal_case(*, case_id: UUID, at: datetime) -> SealedFile:
    """Seal a closed case and give its file; one that is sealed is given as it is.

    Raises NotToBeSealed where the log is broken (`log_broken`) or tells of no closed case.
    """
    with transaction.atomic(using=SEALER):
        head = ArchiveHead.objects.using(SEALER).select_for_update().get()
        sealed = SealedFile.objects.using(SEALER).filter(case_id=case_id).first()
        if sealed is not None:
            return sealed
        file = _write(case_id=case_id, at=at, leaf_index=head.next_leaf)
        head.next_leaf += 1
        head.save(using=SEALER, update_fields=["next_leaf"])
    return file


def _write(*, case_id: UUID, at: datetime, leaf_index: int) -> SealedFile:
    key = keys.sealing_key()
    [case] = _chains([case_id])
    bodies = skeleton.read(case)
    facts = skeleton.facts_of(bodies)
    calls = _chains(skeleton.calls_of(bodies))
    document = skeleton.write(case=case, calls=calls, facts=facts, sealed_at=at, key_id=key.id)
    signed = document.encode()
    SigningKey.objects.using(SEALER).bulk_create(
        [SigningKey(id=key.id, public=key.public, first_used_at=at)], ignore_conflicts=True
    )
    file = SealedFile.objects.using(SEALER).create(
        case_id=case_id,
        reference=facts.reference,
        leaf_index=leaf_index,
        document=document,
        sha256=hashlib.sha256(signed).hexdigest(),
        signature=key.sign(signed),
        key_id=key.id,
        sealed_at=at,
        closed_at=facts.closed_at,
        exercise=facts.exercise,
        severity=facts.severity,
        protocol=facts.protocol,
        disposition=facts.disposition,
        municipality=facts.municipality,
    )
    chains = [(chain.stream, skeleton.read(chain)) for chain in (*calls, case)]
    beside = list(_beside(chains))
    SealedDisclosure.objects.using(SEALER).bulk_create(
        SealedDisclosure(file=file, stream=stream_id, seq=seq, encoded=encoded)
        for stream_id, seq, encoded in beside
    )
    search_index.write(
        file_id=file.id,
        leaf_index=leaf_index,
        municipality=facts.municipality,
        told=reading.lines(chains, beside),
    )
    return file


def _chains(stream_ids: Sequence[UUID]) -> list[skeleton.Chain]:
    """Give streams of the log, in this order; raise NotToBeSealed where one does not hold."""
    entries: dict[UUID, list[tuple[int, str, bytes]]] = {stream: [] for stream in stream_ids}
    heads: dict[UUID, bytes] = {}
    rows = (
        Event.objects.using(SEALER)
        .filter(stream_id__in=stream_ids)
        .order_by("stream_id", "seq")
        .values_list("stream_id", "seq", "body", "hash", "stream__head")
    )
    for stream_id, seq, body, digest, head in rows:
        entries[stream_id].append((seq, body, bytes(digest)))
        heads[stream_id] = bytes(head)
    for stream_id, lines in entries.items():
        fault = (
            log.first_fault(lines, stream_id=stream_id, head=heads[stream_id])
            if lines
            else "there is no such stream"
        )
        if fault is not None:
            raise skeleton.NotToBeSealed("log_broken", f"stream {stream_id}: {fault}")
    return [
        skeleton.Chain(stream_id, [body for _seq, body, _digest in lines], heads[stream_id])
        for stream_id, lines in entries.items()
    ]


def _beside(
    chains: Iterable[tuple[UUID, Sequence[reading.Body]]],
) -> Iterator[tuple[UUID, int, str]]:
    """Give stream, entry and text of the disclosures of chains.

    Raises NotToBeSealed for one that is not what its entry holds the digest of.
    """
    digests = {
        (stream, body["seq"]): set(body.get("_sd", ()))
        for stream, bodies in chains
        for body in bodies
    }
    kept = (
        Disclosure.objects.using(SEALER)
        .filter(stream_id__in={stream for stream, _seq in digests})
        .order_by("id")
        .values_list("stream_id", "seq", "encoded")
    )
    for stream_id, seq, encoded in kept:
        if disclosures.digest(encoded) not in digests.get((stream_id, seq), ()):
            raise skeleton.NotToBeSealed(
                "log_broken", f"stream {stream_id}: a disclosure strange to entry {seq}"
            )
        yield stream_id, seq, encoded
