"""Seal a closed case: once, from its log alone, at the next leaf of the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from calls.archive import keys, skeleton
from calls.archive.models import ArchiveHead, SealedDisclosure, SealedFile, SigningKey
from calls.casefile import disclosures, log
from calls.casefile.models import Disclosure, Event, Stream

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
    case = _chain(case_id)
    bodies = skeleton.read(case)
    facts = skeleton.facts_of(bodies)
    calls = [_chain(call_id) for call_id in skeleton.calls_of(bodies)]
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
    SealedDisclosure.objects.using(SEALER).bulk_create(
        SealedDisclosure(file=file, stream=chain.stream, seq=seq, encoded=encoded)
        for chain in (case, *calls)
        for seq, encoded in _beside(chain)
    )
    return file


def _chain(stream_id: UUID) -> skeleton.Chain:
    """Give a stream of the log; raise NotToBeSealed where it does not hold."""
    stream = Stream.objects.using(SEALER).filter(id=stream_id).first()
    if stream is None:
        raise skeleton.NotToBeSealed("log_broken", f"the log has no stream {stream_id}")
    entries = list(
        Event.objects.using(SEALER)
        .filter(stream_id=stream_id)
        .order_by("seq")
        .values_list("seq", "body", "hash")
    )
    head = bytes(stream.head)
    fault = log.first_fault(entries, stream_id=stream_id, head=head)
    if fault is not None:
        raise skeleton.NotToBeSealed("log_broken", f"stream {stream_id}: {fault}")
    return skeleton.Chain(stream_id, [body for _seq, body, _hash in entries], head)


def _beside(chain: skeleton.Chain) -> Iterator[tuple[int, str]]:
    """Give the disclosures of a chain; what an entry does not hold the digest of is no part."""
    digests = [set(body.get("_sd", ())) for body in skeleton.read(chain)]
    kept = (
        Disclosure.objects.using(SEALER)
        .filter(stream_id=chain.stream)
        .order_by("id")
        .values_list("seq", "encoded")
    )
    for seq, encoded in kept:
        if not 1 <= seq <= len(digests) or disclosures.digest(encoded) not in digests[seq - 1]:
            raise skeleton.NotToBeSealed(
                "log_broken", f"stream {chain.stream}: a disclosure strange to entry {seq}"
            )
        yield seq, encoded
