"""What is answered where no view could answer."""

import sys

from django import http
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from calls.casefile import middleware, refusals


def bad_request(request: http.HttpRequest, exception: Exception) -> http.HttpResponse:
    """Answer 400."""
    return _answer(request, middleware.unreadable(exception))


def forbidden(request: http.HttpRequest, exception: Exception) -> http.HttpResponse:
    """Answer 403."""
    return _answer(request, refusals.Forbidden(_("Your role may not do this.")))


def not_found(request: http.HttpRequest, exception: Exception) -> http.HttpResponse:
    """Answer 404."""
    return _answer(request, refusals.NotFound(_("There is nothing here.")))


def forged(request: http.HttpRequest, reason: str = "") -> http.HttpResponse:
    """Answer a form that did not come from a page of ours, or from one too old."""
    message = _("This page is too old to send from. Reload it; what you typed is kept.")
    return _answer(request, refusals.Forbidden(message, code="forged"))


def server_error(request: http.HttpRequest) -> http.HttpResponse:
    """Answer 503 where the database is away, outside any view too; else 500."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | PoolTimeout):
        message = _("The database does not answer; what you typed is kept. Try again.")
        return _answer(request, refusals.Busy(message))
    refusal = refusals.Refusal(_("Something broke here. It has been noted."), code="error")
    refusal.status = 500
    return _answer(request, refusal)


def _answer(request: http.HttpRequest, refusal: refusals.Refusal) -> http.HttpResponse:
    return middleware.answer(request, refusal)
