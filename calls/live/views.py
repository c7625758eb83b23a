"""The operator's console, the case pane in it, and the case page."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from calls.casefile import clock, exceptional_pages, kinds, query_door, refusals, sight
from calls.casefile.models import Case
from calls.directory.models import Agency
from calls.live import queries
from calls.live import topics as hub_topics
from calls.people import access
from calls.people import actor as actors
from calls.people.models import User
from calls.protocols import reader, wording
from calls.stages.closure import forms as closure
from calls.stages.followup import forms as followup
from calls.stages.instructions import codes as instruction_codes
from calls.stages.instructions import finding
from calls.stages.intake import codes
from calls.stages.intake.models import SilenceResult
from calls.stages.triage import sorting
from calls.stages.triage.models import CountedBy, Onset
from calls.telephony.models import CautionKind

HOMES = {
    "operator": "live:console",
    "dispatcher": "dispatch:desk",
    "supervisor": "cae:wall",
    "auditor": "audit:log",
    "administrator": "administration:people",
}


@access.requires("session.use")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Go to the screen of one's role."""
    return redirect(HOMES[actors.of(request).role])


@access.requires("console.open")
@require_GET
def console(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Give the operator's console, with a case in it where the address names one."""
    actor = actors.of(request)
    state = queries.case_state(read(request, case_id), actor) if case_id else None
    topics = hub_topics.topics_for(cast("User", request.user))
    context = {"state": state, "topics": topics, "room": "console", "mode": actor.role}
    return render(request, "live/console.html", context | {"choices": choices()})


@access.requires("case.read")
@require_GET
def pane(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the case pane as a fragment of a console."""
    actor = actors.of(request)
    context = {
        "state": queries.case_state(read(request, case_id), actor),
        "mode": actor.role,
        "own_centre": str(actor.centre_id or ""),
        "choices": choices(),
    }
    return render(request, "live/case_pane.html", context)


@access.requires("case.read")
@require_GET
def state(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the case as JSON, as it stands now."""
    query_door.read(request.GET)
    case = read(request, case_id)
    return JsonResponse(queries.case_state(case, actors.of(request)))


@access.requires("case.read")
@require_GET
def case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give the whole timeline to read and print, and whether its chain verifies."""
    try:
        case = read(request, case_id)
    except refusals.Forbidden as refusal:
        if refusal.code != sight.REASON_NEEDED or access.wants_json(request):
            raise
        return exceptional_pages.ask_why(request, case_id)
    context = {
        "state": queries.case_state(case, actors.of(request)),
        "verified": queries.chain_fault(case) is None,
    }
    return render(request, "live/case_page.html", context | {"choices": choices()})


def choices() -> dict[str, Any]:
    """Give the closed lists the sheets choose from, in the reader's language."""
    book = reader.book()
    language = get_language() or wording.FALLBACK
    return {
        "targets": settings.CAE_STAGE_TARGETS,
        "caller_kinds": kinds.CallerKind.choices,
        "sources": kinds.LocationSource.choices,
        "outcomes": closure.OUTCOMES,
        "dispositions": closure.DISPOSITIONS,
        "settle_results": followup.RESULTS,
        "agencies": [(agency.code, agency.name) for agency in Agency.objects.all()],
        "sounds": codes.Sound.choices,
        "silent_questions": codes.SilentQuestion.choices,
        "silent_means": codes.SilentMeans.choices,
        "silent_results": SilenceResult.choices,
        "marks": kinds.Mark.choices,
        "join_news": codes.JOIN_NEWS,
        "onsets": Onset.choices,
        "counted_by": CountedBy.choices,
        "colours": sorting.Colour.choices,
        "sorters": sorting.Method.choices,
        "breathing": sorting.Breathing.choices,
        "caution_kinds": [
            (kind.value, kind.label) for kind in CautionKind if kind != CautionKind.HANDLING
        ],
        "protocols": [
            (code, wording.title(protocol, language)) for code, protocol in book.protocols.items()
        ],
        "scripts": finding.core(),
        "skip_reasons": instruction_codes.SkipReason.choices,
    }


def read(request: HttpRequest, case_id: UUID) -> Case:
    """Give a case to whoever asks, through the one function that may, and record it."""
    return sight.read_case(
        case_id,
        actor=actors.of(request),
        at=clock.now(),
        source=request.META.get("REMOTE_ADDR"),
    )
