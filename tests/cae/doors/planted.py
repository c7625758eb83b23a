"""A URLconf with doors that are made badly, for the harness to find."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from calls.casefile.drafting import Draft
from calls.people import access
from calls.people.models import User


@access.requires("public")
def crashes(request: HttpRequest) -> HttpResponse:
    """Hand what came to the database as it is."""
    name = request.POST.get("text", "") or request.body.decode("latin-1")
    return JsonResponse({"found": User.objects.filter(username=name).count()})


@access.requires("public")
def overlooks(request: HttpRequest) -> HttpResponse:
    """Answer whatever was asked."""
    return JsonResponse({"everything": True})


@access.requires("public")
def mumbles(request: HttpRequest) -> HttpResponse:
    """Refuse without saying what."""
    return JsonResponse({"code": "invalid", "message": "No."}, status=400)


@access.requires("public")
def changes(request: HttpRequest) -> HttpResponse:
    """Refuse, and have changed something."""
    Draft.objects.all().delete()
    return JsonResponse({"code": "no", "message": "No.", "fields": {"n": ["No."]}}, status=400)


urlpatterns = [
    path("crashes/", crashes, name="crashes"),
    path("overlooks/", overlooks, name="overlooks"),
    path("mumbles/", mumbles, name="mumbles"),
    path("changes/", changes, name="changes"),
]
