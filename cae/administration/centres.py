"""Operations centres and the ground they answer for: retired where need be, never deleted."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from cae.administration import events, kept, wanting
from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.directory.models import COUNTRY, Agency, Jurisdiction, Level, OperationsCentre


@door.aside("administration.create_centre")
def create_centre(
    beside: Aside,
    *,
    code: str,
    name: str,
    agency: str,
    latitude: float | None = None,
    longitude: float | None = None,
) -> door.Answer:
    """Add a centre of an agency; it answers for no ground yet. Degrees are WGS 84."""
    if not Agency.objects.filter(code=agency).exists():
        raise wanting.invalid("agency", _("There is no such agency."))
    _refuse_taken_code(code)
    row = OperationsCentre(
        code=code, name=name, agency_id=agency, latitude=latitude, longitude=longitude
    )
    centre = kept.begin(row)
    beside.record(
        centre,
        events.CentreCreated(
            centre=row.id,
            code=Code(code),
            agency=Code(agency),
            name=name,
            latitude=latitude,
            longitude=longitude,
        ),
    )
    return centre.answer("centre")


@door.aside("administration.change_centre")
def change_centre(
    beside: Aside,
    *,
    centre_id: UUID,
    base_version: int | None,
    code: str,
    name: str,
    latitude: float | None = None,
    longitude: float | None = None,
) -> door.Answer:
    """Change what a centre is called and where it is; its agency stays."""
    centre = _taken(centre_id)
    _refuse_taken_code(code, but=centre_id)
    told = centre.edit(
        {"code": code, "name": name, "latitude": latitude, "longitude": longitude},
        base_version=base_version,
    )
    if told:
        event = events.CentreChanged(centre=centre_id, **told)
        beside.record(centre, event, "code", "name", "latitude", "longitude")
    return centre.answer("centre")


@door.aside("administration.retire_centre")
def retire_centre(beside: Aside, *, centre_id: UUID) -> door.Answer:
    """Offer nothing new to a centre; what it has goes on."""
    centre = _taken(centre_id)
    if centre.row.is_active:
        centre.row.is_active = False
        event = events.CentreRetired(centre=centre_id, before_is_active=True, after_is_active=False)
        beside.record(centre, event, "is_active")
    return centre.answer("centre")


@door.aside("administration.restore_centre")
def restore_centre(beside: Aside, *, centre_id: UUID) -> door.Answer:
    """Ask a retired centre for help again."""
    centre = _taken(centre_id)
    if not centre.row.is_active:
        centre.row.is_active = True
        event = events.CentreRestored(
            centre=centre_id, before_is_active=False, after_is_active=True
        )
        beside.record(centre, event, "is_active")
    return centre.answer("centre")


@door.aside("administration.add_ground")
def add_ground(beside: Aside, *, centre_id: UUID, level: Level, code: str) -> door.Answer:
    """Let a centre answer for the country, or for what an INE code names; again is no change."""
    centre = _taken(centre_id)
    ground = COUNTRY if level == Level.COUNTRY else code
    _row, made = Jurisdiction.objects.get_or_create(centre=centre.row, level=level, code=ground)
    if made:
        event = events.GroundAdded(centre=centre_id, level=level, ground=Code(ground))
        beside.record(centre, event)
    return centre.answer("centre")


@door.aside("administration.remove_ground")
def remove_ground(beside: Aside, *, centre_id: UUID, ground_id: int) -> door.Answer:
    """Let a centre answer for some ground no longer."""
    centre = _taken(centre_id)
    ground = Jurisdiction.objects.filter(id=ground_id, centre=centre_id).first()
    if ground is None:
        raise refusals.NotFound(_("There is no such ground."))
    event = events.GroundRemoved(
        centre=centre_id, level=Level(ground.level), ground=Code(ground.code)
    )
    ground.delete()
    beside.record(centre, event)
    return centre.answer("centre")


def _taken(centre_id: UUID) -> kept.Kept[OperationsCentre]:
    row = OperationsCentre.objects.select_for_update().filter(id=centre_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such centre."))
    return kept.take(row)


def _refuse_taken_code(code: str, *, but: UUID | None = None) -> None:
    found = OperationsCentre.objects.filter(code=code).values_list("id", flat=True)
    if any(each != but for each in found):
        raise wanting.invalid("code", _("Another centre has this code."))
