"""The interface for official bodies: find sealed files, fetch one, verify it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.archive import keys
from calls.archive.models import SigningKey
from calls.casefile import events, query_door, refusals
from calls.casefile.kinds import Severity
from calls.export import examples, files, shapes
from calls.people import trace
from calls.people.actor import Actor
from calls.people.tokens import MachineToken, MayDo

LIMIT_AT_MOST = 200
# As many digits as a leaf of the archive will ever have.
LAST_LEAF = 10**18 - 1
PLACE = re.compile(r"[0-9]{1,5}")
REFERENCE = re.compile(r"[0-9]{4}-[0-9]{6,11}")
NO_FILE = _("There is no such file for you.")
FILTERS: Mapping[str, query_door.Reader] = {
    "after": query_door.whole_number(0, LAST_LEAF),
    "limit": query_door.whole_number(1, LIMIT_AT_MOST),
    "closed_from": query_door.moment,
    "closed_to": query_door.moment,
    "type": query_door.matching(events.CODE, _("The code of a protocol is needed.")),
    "severity": query_door.one_of(*Severity.values),
    "municipality": query_door.matching(
        PLACE, _("The five digits of an INE code, or its first ones.")
    ),
}


class CaseFilesView(APIView):
    """Sealed case files within the mandate."""

    access_action = "export.read"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = ()

    @extend_schema(
        operation_id="list_case_files",
        summary="List the sealed files within the mandate",
        description="In the order of their leaves. A file sealed while the pages are read comes "
        "on a later one: none is skipped and none comes twice.",
        parameters=[
            OpenApiParameter(
                "after", {"type": "integer", "minimum": 0}, description="Begin behind this leaf."
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": LIMIT_AT_MOST, "default": 50},
                description="How many files a page holds.",
            ),
            OpenApiParameter("closed_from", datetime, description="Closed at or after (RFC 3339)."),
            OpenApiParameter("closed_to", datetime, description="Closed before (RFC 3339)."),
            OpenApiParameter(
                "type",
                {"type": "string", "pattern": f"^{events.CODE.pattern}$"},
                description="The type of emergency: the code that a file gives as `protocol`.",
            ),
            OpenApiParameter("severity", str, enum=Severity.values),
            OpenApiParameter(
                "municipality",
                {"type": "string", "pattern": f"^{PLACE.pattern}$"},
                description="An INE code, or its first digits: 37 is a province.",
            ),
        ],
        responses={200: shapes.PageFields, 400: shapes.RefusalFields},
        examples=[
            OpenApiExample(
                "One file and no more yet",
                value={"results": [examples.SUMMARY], "next": None},
                status_codes=["200"],
            ),
            OpenApiExample("A bad parameter", value=examples.BAD_LIMIT, status_codes=["400"]),
        ],
    )
    def get(self, request: Request) -> Response:
        """Give a page of files."""
        wanted = files.Wanted(**query_door.read(request.query_params, **FILTERS))
        page = files.page(body_id=_body_of(request), wanted=wanted)
        _record(request, "file_list", None, reason=_told(page.files))
        results = [_written(summary) for summary in page.files]
        following = _following(request, page.files[-1]["leaf_index"]) if page.more else None
        response = Response({"results": results, "next": following})
        response["Cache-Control"] = "no-store"
        return response


class CaseFileView(APIView):
    """One sealed case file."""

    access_action = "export.read"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = ()

    @extend_schema(
        operation_id="read_case_file",
        summary="Fetch one sealed file",
        description="`document` is answered byte for byte as it was signed: its RFC 8785 text "
        "stands in the answer as it is, so `sha256` and `signature` are of exactly those bytes. "
        "A client that has parsed the answer gets them back by writing `document` as RFC 8785.",
        parameters=[
            OpenApiParameter("reference", str, OpenApiParameter.PATH, description="2026-000123")
        ],
        responses={
            200: shapes.WholeFields,
            400: shapes.RefusalFields,
            404: shapes.RefusalFields,
        },
        examples=[
            OpenApiExample("A hoax", value=examples.WHOLE, status_codes=["200"]),
            OpenApiExample(
                "Not there, or outside the mandate", value=examples.NO_FILE, status_codes=["404"]
            ),
        ],
    )
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Give one file, once the access record says so."""
        query_door.read(request.query_params)
        found = (
            files.whole(body_id=_body_of(request), reference=reference)
            if REFERENCE.fullmatch(reference)
            else None
        )
        if found is None:
            raise refusals.NotFound(str(NO_FILE))
        _record(request, "file", found.case_id)
        return HttpResponse(
            _with_document(found),
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )


class KeysView(APIView):
    """The public keys of the seals."""

    access_action = "public"
    authentication_classes = ()
    permission_classes = (MayDo,)
    parser_classes = ()

    @extend_schema(
        operation_id="list_keys",
        summary="The public keys that files are verified with",
        description="A JWK set (RFC 7517, RFC 8037) of every key that has sealed a file.",
        responses={200: shapes.KeysFields},
        examples=[OpenApiExample("One key", value={"keys": [examples.KEY]})],
    )
    def get(self, request: Request) -> Response:
        """Give every key, the newest first."""
        query_door.read(request.query_params)
        known = SigningKey.objects.order_by("-first_used_at", "id")
        return Response({"keys": [keys.as_jwk(key.public) for key in known]})


def _body_of(request: Request) -> UUID:
    return cast("UUID", _actor(request).id)


def _actor(request: Request) -> Actor:
    return cast("Actor", request.user)


def _record(request: Request, kind: str, case_id: UUID | None, *, reason: str = "") -> None:
    """Write the access down; the answer is given only once this is kept."""
    trace.record_access(
        actor=_actor(request),
        action="export.read",
        subject_kind=kind,
        subject_id=case_id,
        at=timezone.now(),
        source=request.META.get("REMOTE_ADDR") or None,
        reason=reason,
    )


def _told(page: list[dict[str, Any]]) -> str:
    if not page:
        return "0 files"
    return f"{len(page)} files, leaves {page[0]['leaf_index']} to {page[-1]['leaf_index']}"


def _following(request: Request, last_leaf: int) -> str:
    query = request.query_params.copy()
    query["after"] = str(last_leaf)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _written(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Write the times as the document does."""
    return {
        name: events.stamp(value) if isinstance(value, datetime) else value
        for name, value in summary.items()
    }


def _with_document(found: files.Whole) -> str:
    """Give the answer's JSON with the signed text in it as it is."""
    told = _written(found.summary) | {"disclosures": found.disclosures}
    return f'{json.dumps(told, ensure_ascii=False)[:-1]}, "document": {found.document}}}'
