"""The telephony gateway's door: a call announced here rings, whatever is wrong with it."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.casefile import clock, door, json_door, query_door
from calls.people.actor import Actor
from calls.people.tokens import MachineToken, MayDo
from calls.telephony import announcement, gateway, locating, messages, services


class LocationFields(serializers.Serializer[object]):
    """Where the phone is: WGS 84 degrees; radius in metres."""

    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    radius_m = serializers.FloatField(required=False)
    source = serializers.CharField(  # type: ignore[assignment]  # ours, not DRF's
        required=False, help_text="aml, ecall, network, app …"
    )
    at = serializers.DateTimeField(required=False)


class CallFields(serializers.Serializer[object]):
    """What the gateway tells. Nothing is refused for its content; what is wrong is flagged."""

    call_id = serializers.CharField(required=False, help_text="The gateway's own id of the call.")
    callback_number = serializers.CharField(required=False, allow_null=True)
    dialled = serializers.CharField(required=False)
    kind = serializers.CharField(required=False, help_text="telephone, ecall, aml, app, relay")
    received_at = serializers.DateTimeField(required=False)
    location = LocationFields(required=False, many=False)


class MessageFields(serializers.Serializer[object]):
    """What the caller hears while it rings. It never ends the call."""

    id = serializers.UUIDField()
    text_es = serializers.CharField()
    text_en = serializers.CharField(allow_blank=True)
    hangs_up = serializers.BooleanField(help_text="Always false: the call rings on.")


class RingingFields(serializers.Serializer[object]):
    """The call as it rings, with a flag for everything that was not understood."""

    id = serializers.UUIDField()
    call_id = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    flags = serializers.ListField(child=serializers.CharField())
    recorded_message = MessageFields(
        allow_null=True, help_text="To be played while it rings, where one is set."
    )


class AnyAnswer(BaseContentNegotiation):
    """Answer in JSON, whatever the asker would rather read: the phone rings."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Give none: the bytes are read as they came."""
        return None

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Give the first."""
        return renderers[0], renderers[0].media_type


class CallsView(APIView):
    """Announce a call."""

    access_action = "call.announce"
    takes_anything = True
    content_negotiation_class = AnyAnswer
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = ()
    throttle_classes = ()

    @extend_schema(
        operation_id="announce_call",
        request={"application/json": CallFields},
        responses={201: RingingFields},
        examples=[
            OpenApiExample(
                "A mobile with a location",
                request_only=True,
                value={
                    "call_id": "gw1-000017",
                    "callback_number": "+34600123123",
                    "dialled": "112",
                    "kind": "aml",
                    "received_at": "2026-11-21T22:00:00Z",
                    "location": {"latitude": 40.9701, "longitude": -5.6635, "radius_m": 24},
                },
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Let a call ring; the same `call_id` again changes nothing and answers the same."""
        now = clock.now()
        raw = request._request.read(announcement.RAW_KEPT + 1)  # noqa: SLF001 - the bytes as they came
        told = announcement.read(raw, now=now)
        answer = services.announce_call(
            door.Passage(actor=cast("Actor", request.user), at=told.received_at, recorded_at=now),
            announcement=told,
        )
        heard = messages.heard_by(UUID(answer["id"]), at=now)
        return Response(answer | {"recorded_message": heard}, status=201)


class KeptFields(serializers.Serializer[object]):
    """How many of the fixes were new: what is told twice is kept once."""

    id = serializers.UUIDField()
    call_id = serializers.CharField(allow_null=True)
    new = serializers.IntegerField()


class LocationsView(APIView):
    """Tell where a phone is, after its call was announced."""

    access_action = "call.locate"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = (json_door.StrictJSONParser,)
    throttle_classes = ()

    @extend_schema(
        operation_id="locate_call",
        summary="Tell where the phone is",
        description="One fix, or a list of up to 20. The place of help never moves by it.",
        request={"application/json": LocationFields},
        responses={200: KeptFields},
        examples=[
            OpenApiExample(
                "A better fix, while it rings",
                request_only=True,
                value={"latitude": 40.9701, "longitude": -5.6635, "radius_m": 8, "source": "aml"},
            )
        ],
    )
    def post(self, request: Request, call_id: str) -> Response:
        """Keep what is new of one fix or a list of them."""
        query_door.read(request.query_params)
        now = clock.now()
        call = gateway.find(call_id)
        fixes = gateway.read_fixes(request.data, now=now)
        new = locating.locate(
            door.Passage(actor=cast("Actor", request.user), at=now), call_id=call.id, fixes=fixes
        )
        return Response({"id": str(call.id), "call_id": call.gateway_call_id, "new": new})
