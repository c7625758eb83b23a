"""Operations centres with their ground, and the desks of the room and of each centre."""

from __future__ import annotations

import functools
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cae.administration import centres as services
from cae.administration import desks, forms, history, kept, queries, sheets, wanting
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door, refusals
from calls.directory.models import Level, OperationsCentre
from calls.people import access


@access.requires("administration.read")
@require_GET
def centres(request: HttpRequest) -> HttpResponse:
    """Give the operations centres."""
    query_door.read(request.GET)
    return _centres(request)


@access.requires("administration.create_centre")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Add a centre."""
    form = forms.NewCentre(request.POST, auto_id=attempts.auto_id("create"))

    def act(passage: door.Passage) -> door.Answer:
        agency = form.cleaned_data["agency"].code
        return services.create_centre(passage, agency=agency, **form.told())

    here = reverse("administration:centres")
    return attempts.attempt(request, form, act, name="create", page=_centres, onward=here)


@access.requires("administration.read")
@require_GET
def centre(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Give a centre's page."""
    query_door.read(request.GET)
    return _centre(request, centre_id=centre_id)


@access.requires("administration.change_centre")
@require_POST
def change(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Change a centre."""
    form = forms.EditCentre(request.POST, auto_id=attempts.auto_id("change"))

    def act(passage: door.Passage) -> door.Answer:
        version = form.cleaned_data["base_version"]
        return services.change_centre(
            passage, centre_id=centre_id, base_version=version, **form.told()
        )

    return _attempt(request, form, act, name="change", centre_id=centre_id)


@access.requires("administration.retire_centre")
@require_POST
def retire(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Retire a centre."""
    act = functools.partial(services.retire_centre, centre_id=centre_id)
    return _attempt(request, sheets.Plain(request.POST), act, name="retire", centre_id=centre_id)


@access.requires("administration.restore_centre")
@require_POST
def restore(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Restore a centre."""
    act = functools.partial(services.restore_centre, centre_id=centre_id)
    return _attempt(request, sheets.Plain(request.POST), act, name="restore", centre_id=centre_id)


@access.requires("administration.add_ground")
@require_POST
def add_ground(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Let a centre answer for more ground."""
    form = forms.AddGround(request.POST, auto_id=attempts.auto_id("ground"))

    def act(passage: door.Passage) -> door.Answer:
        level = Level(form.cleaned_data["level"])
        code = _code(level, form.cleaned_data["ground"])
        return services.add_ground(passage, centre_id=centre_id, level=level, code=code)

    return _attempt(request, form, act, name="ground", centre_id=centre_id)


@access.requires("administration.remove_ground")
@require_POST
def remove_ground(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Let a centre answer for some ground no longer."""
    form = forms.RemoveGround(request.POST)

    def act(passage: door.Passage) -> door.Answer:
        ground_id = form.cleaned_data["ground_id"]
        return services.remove_ground(passage, centre_id=centre_id, ground_id=ground_id)

    return _attempt(request, form, act, name="remove", centre_id=centre_id)


@access.requires("administration.read")
@require_GET
def all_desks(request: HttpRequest) -> HttpResponse:
    """Give the desks."""
    query_door.read(request.GET)
    return _desks(request)


@access.requires("administration.create_desk")
@require_POST
def create_desk(request: HttpRequest) -> HttpResponse:
    """Add a desk."""
    form = forms.NewDesk(request.POST, auto_id=attempts.auto_id("create"))

    def act(passage: door.Passage) -> door.Answer:
        chosen = form.cleaned_data["centre"]
        return desks.create_desk(
            passage, code=form.cleaned_data["code"], centre=chosen.id if chosen else None
        )

    here = reverse("administration:desks")
    return attempts.attempt(request, form, act, name="create", page=_desks, onward=here)


@access.requires("administration.change_desk")
@require_POST
def retire_desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """Retire a desk."""
    return _change_desk(request, desk_id, is_active=False)


@access.requires("administration.change_desk")
@require_POST
def restore_desk(request: HttpRequest, desk_id: UUID) -> HttpResponse:
    """Use a desk again."""
    return _change_desk(request, desk_id, is_active=True)


def _change_desk(request: HttpRequest, desk_id: UUID, *, is_active: bool) -> HttpResponse:
    act = functools.partial(desks.change_desk, desk_id=desk_id, is_active=is_active)
    form = sheets.Plain(request.POST)
    here = reverse("administration:desks")
    return attempts.attempt(request, form, act, name="desk", page=_desks, onward=here)


def _attempt(
    request: HttpRequest, form: sheets.Sheet, act: attempts.Act, *, name: str, centre_id: UUID
) -> HttpResponse:
    page = functools.partial(_centre, centre_id=centre_id)
    here = reverse("administration:centre", args=[centre_id])
    return attempts.attempt(request, form, act, name=name, page=page, onward=here)


def _centres(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    context = {
        "section": "centres",
        "centres": queries.centres(),
        "create": attempts.form_of(forms.NewCentre, sent, "create"),
    }
    return attempts.show(request, "centres.html", context, sent)


def _centre(request: HttpRequest, sent: Sent | None = None, *, centre_id: UUID) -> HttpResponse:
    row = OperationsCentre.objects.select_related("agency").filter(id=centre_id).first()
    if row is None:
        raise refusals.NotFound(_("There is no such centre."))
    change_form = attempts.form_of(
        forms.EditCentre,
        sent,
        "change",
        code=row.code,
        name=row.name,
        latitude=row.latitude,
        longitude=row.longitude,
        base_version=kept.versions([row])[row.id],
    )
    context: dict[str, Any] = {
        "section": "centres",
        "place": row,
        "grounds": queries.grounds(row),
        "names": queries.provinces(),
        "change": change_form,
        "ground": attempts.form_of(forms.AddGround, sent, "ground"),
        "history": history.changes(of=row.id, at_most=history.OF_ONE_THING),
    }
    return attempts.show(request, "centre.html", context, sent)


def _desks(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    context = {
        "section": "desks",
        "desks": queries.desks(),
        "create": attempts.form_of(forms.NewDesk, sent, "create"),
    }
    return attempts.show(request, "desks.html", context, sent)


def _code(level: Level, typed: str) -> str:
    found = queries.ground_codes(level, typed)
    if len(found) == 1:
        return found[0]
    if not found:
        raise wanting.invalid("ground", _("Nothing is called so on this level."))
    several = _("Several are called so; type the code: {codes}.").format(codes=", ".join(found))
    raise wanting.invalid("ground", several)
