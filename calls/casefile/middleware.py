"""Turn refusals, unreadable requests and a lost database into clear answers on every door."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import exceptions
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

from calls.casefile import json_door, query_door, refusals
from calls.people import access

RETRY_AFTER_S = "1"
# In the scope of a request whose body went on behind what is taken (cae/bodies.py).
CUT = "cae.body_cut"
# What the door of the web process calls the charset of a Content-Type.
CHARSET = "told-charset"
log = logging.getLogger(__name__)


class Readable:
    """Let through what can be read as text, and no more than is taken.

    A view class with `takes_anything` gets whatever came: there, a phone rings. A view with
    `takes_files` gets files, in memory. A cookie that no text could be is left out, as it is
    none of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        for name in [name for name, value in request.COOKIES.items() if not _is_text(name + value)]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        _args: tuple[Any, ...],
        _given: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Refuse what cannot be read before anything reads it."""
        if getattr(getattr(view, "cls", None), "takes_anything", False):
            return None
        if getattr(view, "takes_files", False):
            request.upload_handlers = [MemoryFileUploadHandler(request)]
        try:
            _inspect(request)
        except refusals.Refusal as refusal:
            return answer(request, refusal)
        return None


class NoFiles(FileUploadHandler):
    """Refuse every file before a byte of it is kept."""

    def new_file(self, *_args: Any, **_told: Any) -> None:
        """Refuse it."""
        raise exceptions.TooManyFilesSent

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what never comes here."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Make nothing of it."""


class Refusals:
    """Answer a Refusal with its own status; answer 503 while PostgreSQL is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what happens before any view runs (sessions, sign-in) may lose the database."""
        try:
            return _with_a_reason(request, self.get_response(request))
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            return _away(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what a view raised into an answer."""
        if isinstance(exception, refusals.Refusal):
            return answer(request, exception)
        if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
            return _away(request, exception)
        if isinstance(exception, UNREADABLE):
            return answer(request, unreadable(exception))
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


UNREADABLE = (exceptions.SuspiciousOperation, exceptions.BadRequest, MultiPartParserError)


def unreadable(error: Exception) -> refusals.Refusal:
    """Say of what the framework could not read which part it was, and what would be right."""
    match error:
        case exceptions.RequestDataTooBig():
            return too_large()
        case exceptions.DisallowedHost():
            place, right = "Host", _("This centre has no such name (CAE_ALLOWED_HOSTS).")
        case exceptions.TooManyFilesSent():
            place, right = json_door.BODY, _("No files are taken here.")
        case exceptions.TooManyFieldsSent():
            place = json_door.BODY
            right = _("At most {limit} fields are taken.").format(
                limit=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
            )
        case exceptions.BadRequest(args=(str(place), str(right))):
            pass  # A view below this room has said it.
        case _:
            place, right = json_door.BODY, _("A form is needed, well formed and in UTF-8.")
    return refusals.Invalid(_("This request cannot be read."), fields={place: [right]})


def too_large() -> refusals.Refusal:
    """Refuse a body that is larger than any that is taken."""
    right = _("At most {limit} bytes are taken.").format(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return refusals.Refusal(
        _("This is too large."), code="too_large", status=413, fields={json_door.BODY: [right]}
    )


def _inspect(request: HttpRequest) -> None:
    """Raise Refusal for a query that is no text, a charset that is not ours, a body too large."""
    query_door.inspect(request.META.get("QUERY_STRING", ""))
    params = request.content_params or {}
    charset = params.get(CHARSET, params.get("charset", "utf-8"))
    if charset.lower() not in {"utf-8", "utf8"}:
        raise refusals.Invalid(
            _("This request cannot be read."),
            fields={"Content-Type": [_("UTF-8 is needed.")]},
        )
    told = request.META.get("CONTENT_LENGTH") or "0"
    is_long = (
        not (told.isascii() and told.isdigit())
        or int(told[:19]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )
    scope: Mapping[str, Any] = getattr(request, "scope", {})
    if is_long or CUT in scope:
        raise too_large()


def _is_text(value: str) -> bool:
    return json_door.shown(value, at_most=None) == value


def _with_a_reason(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Give a refused method its code and message; Django's own answer has none."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or getattr(response, "content", None):
        return response
    allowed = response.headers.get("Allow", "")
    told = answer(
        request,
        refusals.Refusal(
            _("This address takes {methods}.").format(methods=allowed),
            code="method_not_allowed",
            status=405,
        ),
    )
    told["Allow"] = allowed
    return told


def _away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database did not answer: %s", type(error).__name__)
    return answer(
        request,
        refusals.Busy(_("The database does not answer; what you typed is kept. Try again.")),
    )
