"""Write down every read of personal data before it is shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from calls.people.actor import Actor
from calls.people.trace_models import AccessRecord


def record_access(
    *,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    at: datetime,
    source: str | None,
    reason: str = "",
) -> UUID:
    """Append one access record and give its id."""
    record = AccessRecord.objects.create(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        role=actor.role,
        position=actor.position,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        reason=reason[:300],
        source=source,
    )
    return record.id
