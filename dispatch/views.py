"""The dispatcher's desk, and what it orders."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.casefile import door, passages
from calls.live import queries as live
from calls.live import topics
from calls.live import views as consoles
from calls.people import access
from calls.people import actor as actors
from calls.people.models import User
from dispatch import forms, services
from dispatch.models import UnitKind, UnitStatus


@access.requires("desk.open")
@require_GET
def desk(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Give the desk of one's centre, with a case on it where the address names one."""
    user = cast("User", request.user)
    actor = actors.of(request)
    context = {
        "room": "desk",
        "mode": actor.role,
        "centre": user.centre,
        "own_centre": str(user.centre_id),
        "topics": topics.topics_for(user),
        "state": live.case_state(consoles.read(request, case_id), actor) if case_id else None,
        "choices": consoles.choices() | {"unit_kinds": UnitKind.choices},
    }
    return render(request, "dispatch/desk.html", context)


@passages.command("dispatch.assign")
def assign(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Send a unit to the case."""
    values = passages.checked(forms.AssignForm(request.POST))
    return services.assign_unit(passages.of(request, case_id), unit_id=values["unit"])


@passages.command("dispatch.set_status")
def set_status(request: HttpRequest, unit_id: UUID) -> door.Answer:
    """Write down what a unit does now."""
    values = passages.checked(forms.StatusForm(request.POST))
    return services.set_status(
        passages.of(request, values["case"]),
        unit_id=unit_id,
        status=UnitStatus(values["status"]),
    )
