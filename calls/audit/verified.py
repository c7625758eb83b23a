"""Check the whole access log for its auditor, where it is not too long to wait for."""

from __future__ import annotations

import dataclasses

from django.db import connections, transaction

from calls.archive import access_check, access_log
from calls.archive.verification import Fault

LEAVES_AT_MOST = 200_000
TOLD_AT_MOST = 100
AUDITOR = access_log.AUDITOR


@dataclasses.dataclass
class Told:
    """What came of it; `checked` is None where the log is too long to be checked while waiting."""

    checked: access_check.Checked | None
    faults: list[Fault] = dataclasses.field(default_factory=list)
    more: int = 0

    @property
    def holds(self) -> bool:
        """Say whether everything does."""
        return self.checked is not None and not self.faults

    def add(self, where: str, what: str) -> None:
        """Take a fault."""
        if len(self.faults) < TOLD_AT_MOST:
            self.faults.append(Fault(where, what))
        else:
            self.more += 1


def check() -> Told:
    """Check every leaf and every head as they stand at one moment."""
    head = access_log.newest_head()
    told = Told(checked=None)
    if head is not None and head.size > LEAVES_AT_MOST:
        return told
    with transaction.atomic(using=AUDITOR), connections[AUDITOR].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        told.checked = access_check.check(told.add, trusted=None, using=AUDITOR)
    return told
