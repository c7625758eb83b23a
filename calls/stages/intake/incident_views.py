"""Joining, separating and comparing reports by browser."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.casefile import clock, door, passages, query_door, refusals, registry, sight
from calls.casefile.models import Case
from calls.people import access, trace
from calls.people import actor as actors
from calls.protocols import reader
from calls.stages.intake import forms, incidents, proposals

INE_CODE = re.compile(r"|[0-9]{5}")
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")


@passages.command("incident.join")
def join(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Let the case join another."""
    form = forms.JoinForm(request.POST)
    values = passages.checked(form)
    if values["into"] == case_id:
        raise refusals.Invalid(
            _("Some fields cannot be taken as they are."),
            fields={"into": [_("A case does not join itself; choose another one.")]},
        )
    return incidents.join_case(
        dataclasses.replace(passages.of(request, case_id), other_id=values["into"]),
        told=form.told(),
        asks_whereabouts=values["asked"] == "whereabouts",
    )


@passages.command("incident.separate")
def separate(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Let the case stand alone again."""
    return incidents.separate_case(passages.of(request, case_id))


@passages.command("incident.split")
def split(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Open a second case of the same call."""
    return incidents.split_case(passages.of(request, case_id))


@passages.command("incident.continue")
def continue_closed(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Say which closed case this one continues."""
    values = passages.checked(forms.ContinueForm(request.POST))
    return incidents.continue_case(passages.of(request, case_id), closed_id=values["closed"])


@access.requires("intake.compare")
@require_GET
def same_incident(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the cases that may tell of the same incident; what is being typed counts."""
    asked = query_door.read(
        request.GET,
        location_text=query_door.words(400),
        municipality=query_door.matching(INE_CODE, _("An INE code of five digits is needed.")),
        latitude=_degrees(90),
        longitude=_degrees(180),
        complaint_protocol=_protocol,
    )
    if ("latitude" in asked) != ("longitude" in asked):
        missing = "longitude" if "latitude" in asked else "latitude"
        raise refusals.Invalid(
            _("Some parameters cannot be taken as they are."),
            fields={missing: [_("A point needs both its coordinates.")]},
        )
    case, actor, at = _read(request, case_id)
    here = proposals.ground_of(case, asked)
    found = proposals.proposals(case, actor=actor, at=at, ground=here)
    for each in found:
        if each["place"]:
            trace.record_access(
                actor=actor,
                action="intake.compare",
                subject_kind="case",
                subject_id=UUID(each["case"]),
                at=at,
                source=request.META.get("REMOTE_ADDR"),
            )
    return JsonResponse({"proposals": found, "brief": proposals.brief(here, found)})


@access.requires("intake.compare")
@require_GET
def whereabouts(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the open case whose help the caller may be asking for, and its units, or nothing."""
    query_door.read(request.GET)
    case, actor, at = _read(request, case_id)
    found = proposals.whereabouts(case, actor=actor, at=at)
    if found:
        helped = sight.read_case(
            UUID(found["case"]),
            actor=actor,
            at=at,
            source=request.META.get("REMOTE_ADDR"),
            action="incident.receive",
        )
        found["assignments"] = registry.case_parts["assignments"](helped, actor)
    return JsonResponse(found)


def _read(request: HttpRequest, case_id: UUID) -> tuple[Case, actors.Actor, datetime]:
    actor, at = actors.of(request), clock.now()
    case = sight.read_case(
        case_id,
        actor=actor,
        at=at,
        source=request.META.get("REMOTE_ADDR"),
        action="intake.compare",
    )
    return case, actor, at


def _protocol(text: str) -> str:
    if text and text not in reader.book().protocols:
        codes = ", ".join(sorted(reader.book().protocols))
        raise ValueError(_("No such protocol. There are: %(codes)s") % {"codes": codes})
    return text


def _degrees(limit: int) -> query_door.Reader:
    """Make a reader of degrees; nothing is no point."""

    def read_degrees(text: str) -> float | None:
        if not text:
            return None
        if not DEGREES.fullmatch(text) or abs(float(text)) > limit:
            raise ValueError(_("Degrees from -{limit} to {limit}.").format(limit=limit))
        return float(text)

    return read_degrees
