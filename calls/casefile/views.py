"""Drafts by browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calls.casefile import drafts, json_door, query_door, refusals
from calls.people import access
from calls.people import actor as actors


@access.requires("draft.keep")
@require_http_methods(["GET", "PUT"])
def keep_or_give(request: HttpRequest) -> HttpResponse:
    """Keep a draft (PUT, JSON), or give one's own drafts of a case (GET ?case=)."""
    actor = actors.of(request)
    if request.method == "PUT":
        query_door.read(request.GET)
        typing = drafts.read(json_door.read_object(request))
        drafts.keep(typing, actor=actor, at=timezone.now())
        return HttpResponse(status=204)
    asked = query_door.read(request.GET, case=query_door.identity)
    if "case" not in asked:
        raise refusals.Invalid(
            _("Which case?"), fields={"case": [_("The id of a case is needed.")]}
        )
    found = drafts.of_case(
        asked["case"], actor=actor, at=timezone.now(), source=request.META.get("REMOTE_ADDR")
    )
    return JsonResponse({"drafts": found})
