"""Write down every read of personal data before it is shown."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, OperationalError, connection, transaction
from django.db.utils import DataError
from psycopg_pool import PoolTimeout

from calls.people import spool
from calls.people.actor import Actor
from calls.people.trace_models import COLUMNS, AccessRecord

REASON_AT_MOST = 300
SPOILED = (DataError, IntegrityError, ValidationError, LookupError, TypeError, ValueError)
"""What a line on disk that no table could ever take fails with."""
log = logging.getLogger(__name__)


class Untraced(OperationalError):
    """The record was not taken, so nothing may be shown: the database is away for this."""


def record_access(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    at: datetime,
    source: str | None,
    reason: str = "",
    covert: bool = False,
    on_live_call: bool = False,
) -> UUID:
    """Append one access record and give its id; what it is of is shown only afterwards.

    Raises Untraced where the database does not take it. For who is `on_live_call` nothing
    blocks: the record waits on disk, the wall shows it, and the sweeper brings it in.
    """
    record = AccessRecord(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        role=actor.role,
        position=actor.position,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason[:REASON_AT_MOST],
        source=source or None,
        covert=covert,
    )
    try:
        # Within a transaction a failed statement would take all of it along.
        with transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext():
            record.save(force_insert=True, using="default")
    except (Error, PoolTimeout) as error:
        if not on_live_call:
            raise Untraced("no access record, nothing shown") from error
        _put_on_disk(record, error)
    return record.id


def bring_in(_now: datetime) -> int:
    """Bring in what waits on this machine's disk, marked late; give how much it was.

    Raises where the table is still closed: the sweeper tries again, nothing is lost.
    """
    count = 0
    for file in spool.take():
        for told in spool.read(file):
            count += _brought_in(told)
        file.unlink(missing_ok=True)
    return count


def _put_on_disk(record: AccessRecord, error: Exception) -> None:
    # Ids alone: a name or a reason never comes into the process's own log.
    what = (record.id, record.actor_id, record.action, record.subject_id)
    try:
        spool.put(_written(record))
    except OSError as trouble:
        log.critical(
            "access record %s (%s, %s, %s) is lost: %s",
            *what,
            type(trouble).__name__,
        )
    else:
        log.error("access record %s waits on disk: %s", record.id, type(error).__name__)


def _written(record: AccessRecord) -> dict[str, Any]:
    told = {name: getattr(record, name) for name in COLUMNS}
    return {
        name: value if value is None or isinstance(value, bool) else str(value)
        for name, value in told.items()
    } | {"at": record.at.isoformat()}


def _brought_in(told: Mapping[str, Any]) -> int:
    """Insert one record unless it is there; what no table could take is put aside."""
    try:
        fields = {**told, "at": datetime.fromisoformat(told["at"]), "late": True}
        record = AccessRecord(**fields)
        AccessRecord.objects.using("default").bulk_create([record], ignore_conflicts=True)
    except SPOILED as error:
        log.warning("an access record cannot be brought in: %s", type(error).__name__)
        spool.put_aside(repr(dict(told)))
        return 0
    return 1
