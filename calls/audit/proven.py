"""How far the access log is signed, and whether the records one looks at are those signed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from calls.archive import access_log, merkle
from calls.archive.access_models import AccessHead, AccessLeaf, AccessWaiting
from calls.archive.models import SigningKey
from calls.people.trace_models import AccessRecord

State = Literal["holds", "fails", "waits"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Leaf:
    """A record's place in the signed log, and whether it is what was signed there."""

    number: int | None
    state: State
    path: list[bytes]


class Log:
    """The log under its newest head, as one answer sees it."""

    def __init__(self) -> None:
        """Read the head, and what it takes to prove leaves against it."""
        self.head: AccessHead | None = access_log.newest_head()
        self.waiting = AccessWaiting.objects.using(access_log.AUDITOR).count()
        self._nodes = access_log.nodes()

    @property
    def is_signed(self) -> bool:
        """Say whether the newest head bears the signature of a key the centre has signed with."""
        if self.head is None:
            return True
        known = SigningKey.objects.using(access_log.AUDITOR).filter(id=self.head.key_id)
        public = known.values_list("public", flat=True).first()
        return public is not None and access_log.is_signed(self.head, public)

    def prove(self, records: Sequence[AccessRecord]) -> Mapping[UUID, Leaf]:
        """Give each record's leaf, and whether it leads to the head's root."""
        numbers = self.numbers(records)
        return {record.id: self._leaf(record, numbers.get(record.id)) for record in records}

    def numbers(self, records: Sequence[AccessRecord]) -> dict[UUID, int]:
        """Give the leaves of those records that have one."""
        leaves = AccessLeaf.objects.using(access_log.AUDITOR)
        found = leaves.filter(record_id__in=[record.id for record in records])
        return dict(found.values_list("record_id", "number"))

    def _leaf(self, record: AccessRecord, number: int | None) -> Leaf:
        if number is None or self.head is None or number >= self.head.size:
            return Leaf(number=number, state="waits", path=[])
        try:
            path = merkle.inclusion(number, self.head.size, self._nodes)
        except (LookupError, ValueError):
            return Leaf(number=number, state="fails", path=[])
        holds = merkle.includes(
            index=number,
            size=self.head.size,
            leaf=merkle.leaf_hash(access_log.text_of(record)),
            path=path,
            root=bytes(self.head.root),
        )
        return Leaf(number=number, state="holds" if holds else "fails", path=path)
