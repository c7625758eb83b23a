"""The wall by browser."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cae.supervision import queries
from calls.casefile import clock, query_door
from calls.live import topics
from calls.live import views as consoles
from calls.people import access
from calls.people.models import User


@access.requires("wall.open")
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Give the wall."""
    told = topics.topics_for(cast("User", request.user))
    context = {"topics": told, "room": "wall", "choices": consoles.choices()}
    return render(request, "cae/wall.html", context)


@access.requires("wall.open")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Give the wall's figures as they stand."""
    query_door.read(request.GET)
    return JsonResponse(queries.figures(clock.now()))
