"""The roster: who works from when to when; sessions end some time after a shift."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from cae.administration import events, people, wanting
from calls.casefile import door, refusals
from calls.casefile.sheet import Aside
from calls.people.models import Shift

LONGEST = timedelta(hours=24)


@door.aside("administration.plan_shift")
def plan_shift(
    beside: Aside, *, person_id: UUID, starts_at: datetime, ends_at: datetime
) -> door.Answer:
    """Put a person on the roster, a day at most and no two shifts at once."""
    person = people.taken(person_id)
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise wanting.invalid("ends_at", _("A shift ends after it begins, within 24 hours."))
    if ends_at <= beside.at:
        raise wanting.invalid("ends_at", _("A time to come is needed."))
    if Shift.objects.filter(user=person_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise wanting.invalid("starts_at", _("They are on the roster at that time already."))
    shift = Shift.objects.create(user=person.row, starts_at=starts_at, ends_at=ends_at)
    event = events.ShiftPlanned(
        person=person_id, shift=shift.id, starts_at=starts_at, ends_at=ends_at
    )
    beside.record(person, event)
    return person.answer("person") | {"shift": str(shift.id)}


@door.aside("administration.cancel_shift")
def cancel_shift(beside: Aside, *, person_id: UUID, shift_id: UUID) -> door.Answer:
    """Take a shift off the roster; of one that has begun, what is left of it."""
    person = people.taken(person_id)
    shift = Shift.objects.filter(id=shift_id, user=person_id).first()
    if shift is None:
        raise refusals.NotFound(_("There is no such shift."))
    if shift.ends_at <= beside.at:
        raise wanting.conflict("shift_over", _("This shift is over."))
    begun = shift.starts_at < beside.at
    event = events.ShiftCancelled(
        person=person_id,
        shift=shift_id,
        starts_at=shift.starts_at,
        before_ends_at=shift.ends_at,
        after_ends_at=beside.at if begun else None,
    )
    if begun:
        shift.ends_at = beside.at
        shift.save(update_fields=["ends_at"])
    else:
        shift.delete()
    beside.record(person, event)
    return person.answer("person")
