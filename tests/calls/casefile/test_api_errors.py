"""Whatever goes wrong behind an API door, the answer has one shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import exceptions as django
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions as framework
from rest_framework import permissions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from calls.casefile import refusals


class Door(APIView):
    """A door behind which something goes wrong, or which reads JSON."""

    permission_classes = (permissions.AllowAny,)
    error: Exception | None = None

    def post(self, request: Request) -> Response:
        """Raise, or give back what was sent."""
        if self.error is not None:
            raise self.error
        return Response(request.data)


def answer(error: Exception | None = None, **sent: Any) -> Any:
    """Knock."""
    request = APIRequestFactory().post("/", **sent)
    response = Door.as_view(error=error)(request)
    response.render()
    return response


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (refusals.NotFound("No."), 404, "not_found"),
        (refusals.Conflict("No.", version=3, conflicts={}), 409, "conflict"),
        (refusals.CommandReused("No."), 422, "command_reused"),
        (refusals.Busy("No."), 503, "busy"),
        (Http404(), 404, "not_found"),
        (django.PermissionDenied(), 403, "forbidden"),
        (django.SuspiciousOperation(), 400, "invalid"),
        (django.TooManyFieldsSent(), 400, "invalid"),
        (OperationalError("away"), 503, "busy"),
        (framework.NotAuthenticated(), 401, "not_signed_in"),
        (framework.PermissionDenied(), 403, "forbidden"),
        (framework.Throttled(wait=3), 429, "too_many_requests"),
        (framework.ValidationError("No."), 400, "invalid"),
        (framework.APIException("No."), 500, "error"),
    ],
)
def test_every_error_has_a_code_and_a_message(error: Exception, status: int, code: str) -> None:
    response = answer(error)
    told = json.loads(response.content)
    # Without an authentication that names a scheme, the framework says 403 for 401.
    assert response.status_code == (403 if status == 401 else status)
    assert told["code"] == ("forbidden" if status == 401 else code)
    assert isinstance(told["message"], str)
    assert told["message"]
    assert (response.get("Retry-After") is not None) == (status in {429, 503})


def test_a_validation_names_its_fields() -> None:
    error = framework.ValidationError({"a": ["One."], "b": {"c": ["Two."]}})
    told = json.loads(answer(error).content)
    assert told["fields"] == {"a": ["One."], "b": ["Two."]}


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    with pytest.raises(ZeroDivisionError):
        answer(ZeroDivisionError())


def test_every_door_reads_json_strictly() -> None:
    sent = answer(data=b'{"a": [1]}', content_type="application/json")
    assert json.loads(sent.content) == {"a": [1]}
    bad = answer(data=b'{"a": "\\u0000"}', content_type="application/json")
    assert bad.status_code == 400
    assert list(json.loads(bad.content)["fields"]) == ["a"]


def test_what_is_not_json_is_415() -> None:
    response = answer(data=b"a=1", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 415
    assert json.loads(response.content)["code"] == "unsupported_media_type"
