"""How the centre's machinery stands, for people and for what watches it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cae.administration import health
from cae.administration.pages import attempts
from calls.casefile import clock, query_door
from calls.people import access


@access.requires("health.read")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Give the figures as a page."""
    query_door.read(request.GET)
    now = timezone.now()
    told = health.figures(now=now, room=clock.now())
    return attempts.show(
        request, "health.html", {"section": "health", "told": told, "read_at": now}, None
    )


@access.requires("health.read")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Give the figures as JSON."""
    query_door.read(request.GET)
    return JsonResponse(health.figures(now=timezone.now(), room=clock.now()))
