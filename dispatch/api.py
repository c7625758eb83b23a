"""The door of the machines that know where vehicles are (AVL)."""

from __future__ import annotations

import dataclasses
from typing import cast
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.casefile import clock, json_door, query_door
from calls.people.actor import Actor
from calls.people.tokens import MachineToken, MayDo
from dispatch import positions


class PositionFields(serializers.Serializer[object]):
    """Where one unit of the machine's own centre was, at one moment."""

    callsign = serializers.CharField(max_length=16)
    latitude = serializers.FloatField(min_value=-90, max_value=90, help_text="WGS 84 degrees")
    longitude = serializers.FloatField(min_value=-180, max_value=180)
    at = serializers.DateTimeField(help_text="When it was there, with its offset.")


class BatchFields(serializers.Serializer[object]):
    """From 1 to 500 positions, in any order."""

    positions = serializers.ListField(child=PositionFields(), max_length=positions.AT_MOST)


class RefusedFields(serializers.Serializer[object]):
    """One position that was not taken, and what would be right."""

    number = serializers.IntegerField(help_text="Its place in the batch, from 0.")
    callsign = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]  # ours, not DRF's
        child=serializers.ListField(child=serializers.CharField())
    )


class OutcomeFields(serializers.Serializer[object]):
    """What became of a batch: every position is counted once."""

    moved = serializers.IntegerField(help_text="Units that are somewhere else now.")
    older = serializers.IntegerField(help_text="Positions that were no news: ignored.")
    refused = RefusedFields(many=True)


class PositionsView(APIView):
    """Tell where units are."""

    access_action = "dispatch.report_positions"
    authentication_classes = (MachineToken,)
    permission_classes = (MayDo,)
    parser_classes = (json_door.StrictJSONParser,)

    @extend_schema(
        operation_id="report_positions",
        summary="Tell where units are",
        description=(
            "Told twice, or late, a position changes nothing. A position that cannot be taken"
            " is named in the answer and keeps no other from being taken."
        ),
        request={"application/json": BatchFields},
        responses={200: OutcomeFields},
        examples=[
            OpenApiExample(
                "Two ambulances",
                request_only=True,
                value={
                    "positions": [
                        {
                            "callsign": "SVA-3701",
                            "latitude": 40.9701,
                            "longitude": -5.6635,
                            "at": "2026-11-21T22:00:00Z",
                        },
                        {
                            "callsign": "SVB-3701",
                            "latitude": 40.9652,
                            "longitude": -5.6702,
                            "at": "2026-11-21T22:00:03Z",
                        },
                    ]
                },
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Take what is new of a batch."""
        query_door.read(request.query_params)
        centre_id = cast("UUID", cast("Actor", request.user).centre_id)
        taken, refused = positions.read(request.data, now=clock.now())
        return Response(dataclasses.asdict(positions.report(centre_id, taken, refused)))
