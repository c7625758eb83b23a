"""What an official body has read itself, by the interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.audit import forms, search, shown
from calls.casefile import query_door
from calls.casefile.events import stamp
from calls.export import shapes
from calls.people import trace
from calls.people.actor import Actor
from calls.people.tokens import MachineToken, MayDo

LIMIT_AT_MOST = 200
FILTERS: Mapping[str, query_door.Reader] = {
    "before": query_door.identity,
    "limit": query_door.whole_number(1, LIMIT_AT_MOST),
}


class AccessFields(serializers.Serializer[object]):
    """One reading: what, when, from where and why."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    subject = serializers.CharField(help_text="`file`, `file_list` or `access_log`.")
    reference = serializers.CharField(allow_blank=True, help_text="The file's, where it was one.")
    reason = serializers.CharField(allow_blank=True)
    source = serializers.IPAddressField(allow_null=True)  # type: ignore[assignment]  # the record's


class AccessPageFields(serializers.Serializer[object]):
    """Readings, the newest first."""

    results = AccessFields(many=True)
    next = serializers.URLField(allow_null=True, help_text="The page before. Null: no more.")


EXAMPLE = {
    "results": [
        {
            "id": "019ab3c2-0000-7000-8000-000000000001",
            "at": "2026-11-21T22:40:00.000000Z",
            "action": "export.read",
            "subject": "file",
            "reference": "2026-000123",
            "reason": "",
            "source": "192.0.2.7",
        }
    ],
    "next": None,
}


class OwnAccessesView(APIView):
    """The body's own part of the access log."""

    access_action = "audit.read_own"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = ()

    @extend_schema(
        operation_id="list_own_accesses",
        summary="List what this body has read",
        description="Each search and each file this body was given, as the centre's access log "
        "has it, whichever of its tokens asked. Reading this is recorded too.",
        parameters=[
            OpenApiParameter(
                "before", {"type": "string", "format": "uuid"}, description="Begin below this id."
            ),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": LIMIT_AT_MOST, "default": 50},
                description="How many a page holds.",
            ),
        ],
        responses={200: AccessPageFields, 400: shapes.RefusalFields},
        examples=[OpenApiExample("One file was read", value=EXAMPLE, status_codes=["200"])],
    )
    def get(self, request: Request) -> Response:
        """Give a page, once that is written down."""
        asked = query_door.read(request.query_params, **FILTERS)
        actor = cast("Actor", request.user)
        wanted = forms.Wanted(older=asked.get("before"))
        page = search.page(search.own(actor, wanted), wanted, size=asked.get("limit", 50))
        trace.record_access(
            actor=actor,
            action=self.access_action,
            subject_kind="access_log",
            subject_id=None,
            at=timezone.now(),
            source=request.META.get("REMOTE_ADDR"),
        )
        following = None
        if page.older:
            query = request.query_params.copy()
            query["before"] = str(page.older)
            following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        results = [_told(row) for row in shown.rows(page.records)]
        response = Response({"results": results, "next": following})
        response["Cache-Control"] = "no-store"
        return response


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    record = row["record"]
    return {
        "id": str(record.id),
        "at": stamp(record.at),
        "action": record.action,
        "subject": record.subject_kind,
        "reference": row["reference"],
        "reason": record.reason,
        "source": record.source,
    }
