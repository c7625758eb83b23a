"""Official bodies and their mandates: what each may read, and until when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cae.administration import events, kept, wanting
from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.people.models import Mandate, OfficialBody


@door.aside("administration.create_body")
def create_body(beside: Aside, *, name: str) -> door.Answer:
    """Add a court, ministry or authority; it reads nothing before it has a mandate."""
    _refuse_taken_name(name)
    body = kept.begin(OfficialBody(name=name))
    beside.record(body, events.BodyCreated(body=body.id, name=name))
    return body.answer("body")


@door.aside("administration.rename_body")
def rename_body(
    beside: Aside, *, body_id: UUID, base_version: int | None, name: str
) -> door.Answer:
    """Change what a body is called."""
    body = _taken(body_id)
    _refuse_taken_name(name, but=body_id)
    told = body.edit({"name": name}, base_version=base_version)
    if told:
        beside.record(body, events.BodyChanged(body=body_id, **told), "name")
    return body.answer("body")


@door.aside("administration.give_mandate")
def give_mandate(
    beside: Aside, *, body_id: UUID, municipality_prefix: str, expires_at: datetime
) -> door.Answer:
    """Let a body read files of municipalities whose INE code begins so, all with an empty one."""
    body = _taken(body_id)
    _refuse_past(expires_at, beside.at)
    mandate = Mandate.objects.create(
        body=body.row, municipality_prefix=municipality_prefix, expires_at=expires_at
    )
    beside.record(
        body,
        events.MandateGiven(
            body=body_id,
            mandate=mandate.id,
            expires_at=expires_at,
            municipalities=Code(municipality_prefix) if municipality_prefix else None,
        ),
    )
    return body.answer("body") | {"mandate": str(mandate.id)}


@door.aside("administration.extend_mandate")
def extend_mandate(
    beside: Aside, *, body_id: UUID, mandate_id: UUID, expires_at: datetime
) -> door.Answer:
    """Let a mandate end on another day to come; one that has ended is given anew instead."""
    body, mandate = _in_force(body_id, mandate_id, beside.at)
    _refuse_past(expires_at, beside.at)
    return _until(beside, body, mandate, expires_at)


@door.aside("administration.end_mandate")
def end_mandate(beside: Aside, *, body_id: UUID, mandate_id: UUID) -> door.Answer:
    """End a mandate now."""
    body, mandate = _in_force(body_id, mandate_id, beside.at)
    return _until(beside, body, mandate, beside.at)


def _until(
    beside: Aside, body: kept.Kept[OfficialBody], mandate: Mandate, expires_at: datetime
) -> door.Answer:
    event = events.MandateChanged(
        body=body.id,
        mandate=mandate.id,
        before_expires_at=mandate.expires_at,
        after_expires_at=expires_at,
    )
    mandate.expires_at = expires_at
    mandate.save(update_fields=["expires_at"])
    beside.record(body, event)
    return body.answer("body") | {"mandate": str(mandate.id)}


def _taken(body_id: UUID) -> kept.Kept[OfficialBody]:
    row = OfficialBody.objects.select_for_update().filter(id=body_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such body."))
    return kept.take(row)


def _in_force(
    body_id: UUID, mandate_id: UUID, at: datetime
) -> tuple[kept.Kept[OfficialBody], Mandate]:
    body = _taken(body_id)
    mandate = Mandate.objects.filter(id=mandate_id, body=body_id).first()
    if mandate is None:
        raise refusals.NotFound(_("There is no such mandate."))
    if mandate.expires_at <= at:
        raise wanting.conflict("mandate_over", _("This mandate has ended; give a new one."))
    return body, mandate


def _refuse_past(expires_at: datetime, at: datetime) -> None:
    if expires_at <= at:
        raise wanting.invalid("expires_at", _("A day to come is needed."))


def _refuse_taken_name(name: str, *, but: UUID | None = None) -> None:
    found = OfficialBody.objects.filter(name=name).values_list("id", flat=True)
    if any(each != but for each in found):
        raise wanting.invalid("name", _("Another body is called so."))
