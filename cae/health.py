"""Is this process alive, and can it serve?"""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from calls.people import access


@access.requires("public")
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"alive": True})


@access.requires("public")
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers too; 503 where it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ready": True})
