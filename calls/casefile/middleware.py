"""Turn refusals and a lost database into clear answers on every door."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from calls.casefile import refusals
from calls.people import access

RETRY_AFTER_S = "1"
log = logging.getLogger(__name__)


class Refusals:
    """Answer a Refusal with its own status; answer 503 while PostgreSQL is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what happens before any view runs (sessions, sign-in) may lose the database."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            return _away(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what a view raised into an answer."""
        if isinstance(exception, refusals.Refusal):
            return answer(request, exception)
        if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
            return _away(request, exception)
        return None


def answer(request: HttpRequest, refusal: refusals.Refusal) -> HttpResponse:
    """Give a script the refusal's JSON, a person its page."""
    response: HttpResponse
    if access.wants_json(request) or request.path.startswith("/api/"):
        response = JsonResponse(refusal.as_json(), status=refusal.status)
    else:
        page = {403: "403.html", 404: "404.html", 503: "503.html"}.get(refusal.status, "400.html")
        response = render(request, page, {"message": refusal.message}, status=refusal.status)
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = RETRY_AFTER_S
    return response


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database did not answer: %s", type(error).__name__)
    return answer(
        request,
        refusals.Busy(_("The database does not answer; what you typed is kept. Try again.")),
    )
