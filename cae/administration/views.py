"""Administration by browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.people import access
from calls.people.models import User


@access.requires("administration.read")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Give the people of the centre."""
    found = User.objects.select_related("centre").order_by("role", "username")
    return render(
        request, "cae/administration/people.html", {"people": found, "room": "administration"}
    )
