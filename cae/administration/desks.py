"""Desks: the places people choose at sign-in, in the room or in a centre."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from cae.administration import events, kept, wanting
from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.directory.models import OperationsCentre
from calls.people.models import Desk


@door.aside("administration.create_desk")
def create_desk(beside: Aside, *, code: str, centre: UUID | None) -> door.Answer:
    """Add a desk to a centre, or to the room where none is named; its code is its own."""
    if Desk.objects.filter(code=code).exists():
        raise wanting.invalid("code", _("Another desk has this code."))
    if centre is not None and not OperationsCentre.objects.filter(id=centre).exists():
        raise wanting.invalid("centre", _("There is no such centre."))
    desk = kept.begin(Desk(code=code, centre_id=centre))
    beside.record(desk, events.DeskCreated(desk=desk.id, code=Code(code), centre=centre))
    return desk.answer("desk")


@door.aside("administration.change_desk")
def change_desk(beside: Aside, *, desk_id: UUID, is_active: bool) -> door.Answer:
    """Retire a desk, or use it again; who sits there stays until they sign out."""
    row = Desk.objects.select_for_update(of=("self",)).filter(id=desk_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such desk."))
    desk = kept.take(row)
    if row.is_active != is_active:
        event = events.DeskChanged(
            desk=desk_id, before_is_active=row.is_active, after_is_active=is_active
        )
        row.is_active = is_active
        beside.record(desk, event, "is_active")
    return desk.answer("desk")
