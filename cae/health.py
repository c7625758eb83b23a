"""Is this process alive, and can it serve?"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from calls.casefile import deployment, refusals
from calls.people import access
from calls.protocols import search
from calls.protocols.faults import BookError


@access.requires("public")
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"alive": True})


@access.requires("public")
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Say that database and book of protocols answer too.

    Production does not serve from a database for exercise.
    """
    if deployment.is_exercise() and settings.PRODUCTION:
        raise refusals.Refusal(
            _("This database is marked for exercise: production does not serve from it."),
            code="exercise_database",
            status=503,
        )
    try:
        search.warm()
    except BookError as error:
        raise refusals.Refusal(
            _("There is no book of protocols to work by."), code="no_book", status=503
        ) from error
    return JsonResponse({"ready": True})
