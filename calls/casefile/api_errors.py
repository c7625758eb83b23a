"""What an API door answers when it cannot do as asked: always {"code", "message", "fields"}."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core import exceptions
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from calls.casefile import middleware, refusals

CODES: Mapping[int, str] = {
    status.HTTP_400_BAD_REQUEST: "invalid",
    status.HTTP_401_UNAUTHORIZED: "not_signed_in",
    status.HTTP_403_FORBIDDEN: "forbidden",
    status.HTTP_404_NOT_FOUND: "not_found",
    status.HTTP_405_METHOD_NOT_ALLOWED: "method_not_allowed",
    status.HTTP_406_NOT_ACCEPTABLE: "not_acceptable",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    status.HTTP_429_TOO_MANY_REQUESTS: "too_many_requests",
    status.HTTP_500_INTERNAL_SERVER_ERROR: "error",
}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Give the answer to an error of a DRF view, or None where it is a fault of ours.

    DRF calls this by the setting EXCEPTION_HANDLER.
    """
    if isinstance(error, APIException):
        return _of_framework(error)
    refusal = _refusal(error)
    if refusal is None:
        return None
    response = Response(refusal.as_json(), status=refusal.status)
    if refusal.status == status.HTTP_503_SERVICE_UNAVAILABLE:
        response["Retry-After"] = middleware.RETRY_AFTER_S
    return response


def _refusal(error: Exception) -> refusals.Refusal | None:
    match error:
        case refusals.Refusal():
            return error
        case Http404():
            return refusals.NotFound(_("There is nothing here."))
        case exceptions.PermissionDenied():
            return refusals.Forbidden(_("Your role may not do this."))
        case exceptions.SuspiciousOperation():
            return middleware.unreadable(error)
        case OperationalError() | InterfaceError() | PoolTimeout():
            return refusals.Busy(_("The database does not answer; try again."))
        case _:
            return None


def _of_framework(error: APIException) -> Response:
    body: dict[str, Any] = {"code": CODES.get(error.status_code, "refused")}
    if isinstance(error.detail, dict):
        body["message"] = _("Some fields cannot be taken as they are.")
        body["fields"] = {name: _texts(texts) for name, texts in error.detail.items()}
    else:
        body["message"] = " ".join(_texts(error.detail))
    response = Response(body, status=error.status_code)
    # DRF hands these two over as attributes of the error it raises.
    if scheme := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _texts(detail: Any) -> list[str]:
    if isinstance(detail, dict):
        return [text for inner in detail.values() for text in _texts(inner)]
    if isinstance(detail, list | tuple):
        return [text for inner in detail for text in _texts(inner)]
    return [str(detail)]
