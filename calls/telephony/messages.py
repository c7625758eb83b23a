"""What waiting callers hear in a surge; it ends by itself and hangs up on nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals
from calls.casefile.events import Code
from calls.casefile.models import Call
from calls.casefile.sheet import Aside
from calls.telephony import events
from calls.telephony.models import RecordedMessage

LONGEST = timedelta(hours=12)
SHOWN_AFTER = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


@door.aside("message.start")
def start_message(
    beside: Aside, *, text_es: str, text_en: str, municipality: str | None, minutes: int
) -> door.Answer:
    """Let waiting callers hear this for some minutes, everywhere or from one municipality."""
    if beside.actor.id is None:
        raise refusals.Forbidden(_("Only a person at a desk may do this."))
    if not MINUTE <= minutes * MINUTE <= LONGEST:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={
                "minutes": [
                    _("A whole number from {lowest} to {highest} is needed.").format(
                        lowest=1, highest=LONGEST // MINUTE
                    )
                ]
            },
        )
    message = RecordedMessage(
        text_es=text_es,
        text_en=text_en,
        municipality_id=municipality,
        started_at=beside.at,
        started_by_id=beside.actor.id,
        expires_at=beside.at + minutes * MINUTE,
    )
    message.save(force_insert=True)
    log.begin(stream_id=message.id, kind="message")
    beside.record(
        message,
        events.MessageStarted(
            expires_at=message.expires_at,
            municipality=Code(municipality) if municipality else None,
            text_es=text_es,
            text_en=text_en,
        ),
    )
    return _answer(message)


@door.aside("message.stop")
def stop_message(beside: Aside, *, message_id: UUID) -> door.Answer:
    """Let nobody hear it any more; one that is already over stays as it is."""
    message = RecordedMessage.objects.select_for_update().filter(id=message_id).first()
    if message is None:
        raise refusals.NotFound(_("There is no such message."))
    if message.ended_at is None and message.expires_at > beside.at:
        message.ended_at = beside.at
        beside.record(message, events.MessageStopped(message=message.id), "ended_at")
    return _answer(message)


def playing(at: datetime) -> QuerySet[RecordedMessage]:
    """Give what is heard at a moment, the newest first."""
    rows = RecordedMessage.objects.filter(
        started_at__lte=at, expires_at__gt=at, ended_at__isnull=True
    )
    return rows.select_related("municipality", "started_by").order_by("-started_at", "-id")


def played(at: datetime) -> QuerySet[RecordedMessage]:
    """Give what was heard in the last day and is over, the newest first."""
    over = Q(expires_at__lte=at) | Q(ended_at__isnull=False)
    rows = RecordedMessage.objects.filter(over, started_at__gt=at - SHOWN_AFTER)
    return rows.select_related("municipality", "started_by").order_by("-started_at", "-id")


def heard_by(call_id: UUID, *, at: datetime) -> dict[str, Any] | None:
    """Give what a gateway plays to a call while it rings: its municipality's, else the general one.

    `hangs_up` is false, always: the call rings on until somebody answers it.
    """
    town = Call.objects.filter(id=call_id).values_list("municipality_id", flat=True).first()
    meant = Q(municipality__isnull=True) | Q(municipality=town)
    found = sorted(playing(at).filter(meant), key=lambda message: message.municipality_id is None)
    if not found:
        return None
    return {
        "id": str(found[0].id),
        "text_es": found[0].text_es,
        "text_en": found[0].text_en,
        "hangs_up": False,
    }


def _answer(message: RecordedMessage) -> door.Answer:
    return {"message": str(message.id), "version": message.version}
