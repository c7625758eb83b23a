"""The gateway's door for calls that are over: one nobody answered opens a case."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.casefile import clock, door, json_door, kinds, query_door
from calls.people.actor import Actor
from calls.people.tokens import MachineToken, MayDo
from calls.stages.intake import unanswered
from calls.telephony import gateway


class EndingFields(serializers.Serializer[object]):
    """Who ended the call, and when; without a time, now."""

    ended_by = serializers.ChoiceField(choices=kinds.EndedBy.choices)
    at = serializers.DateTimeField(required=False)


class EndedFields(serializers.Serializer[object]):
    """The call as it ended; told again, the same is answered."""

    id = serializers.UUIDField()
    call_id = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=["answered", "abandoned"])
    ended_by = serializers.ChoiceField(choices=kinds.EndedBy.choices)
    ended_at = serializers.DateTimeField()


class EndView(APIView):
    """End a call."""

    access_action = "call.end"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = (json_door.StrictJSONParser,)
    throttle_classes = ()

    @extend_schema(
        operation_id="end_call",
        summary="Tell that a call is over",
        request={"application/json": EndingFields},
        responses={200: EndedFields},
        examples=[
            OpenApiExample(
                "The caller hung up",
                request_only=True,
                value={"ended_by": "caller", "at": "2026-11-21T22:00:12Z"},
            )
        ],
    )
    def post(self, request: Request, call_id: str) -> Response:
        """End a call; one that nobody answered becomes a case that owes a call back."""
        query_door.read(request.query_params)
        now = clock.now()
        call = gateway.find(call_id)
        ended_by, at = gateway.read_ending(request.data, call=call, now=now)
        ended = unanswered.end_call(
            door.Passage(actor=cast("Actor", request.user), at=at, recorded_at=now),
            call_id=call.id,
            ended_by=ended_by,
        )
        return Response(
            {
                "id": str(ended.id),
                "call_id": ended.gateway_call_id,
                "state": ended.state,
                "ended_by": ended.ended_by,
                "ended_at": ended.ended_at,
            }
        )
