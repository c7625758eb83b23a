"""The OpenAPI description of every interface: the gateway's, the vehicles', the bodies'."""

from __future__ import annotations

import functools
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from calls.casefile import query_door
from calls.people.tokens import MayDo

REFUSAL = {"$ref": "#/components/schemas/RefusalFields"}
SECURED = {
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token is not for this.",
}
READ = {
    "400": "Something of it cannot be read; `fields` says what would be right.",
    "429": "Asked too often; `Retry-After` says when to try again.",
}
WITH_A_BODY = {
    "413": "The body is too large.",
    "415": "The body is of another kind.",
}
NAMED = {"404": "There is nothing of that name for you."}
ALWAYS = {"503": "The database does not answer; `Retry-After` says when to try again."}


class SchemaView(APIView):
    """The description itself, as JSON or YAML by the Accept header."""

    access_action = "public"
    authentication_classes = ()
    permission_classes = (MayDo,)
    parser_classes = ()
    renderer_classes = (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    )

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """Give it."""
        query_door.read(request.query_params)
        return Response(description())


class MachineTokenScheme(OpenApiAuthenticationExtension):
    """Describe the machines' bearer token."""

    target_class = "calls.people.tokens.MachineToken"
    name = "machineToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Give the security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A service token of the centre: a gateway's, a vehicle location"
            " machine's or an official body's.",
        }


def add_refusals(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Add to each operation the refusals that any of its kind may give (a hook of spectacular)."""
    for path, operations in result["paths"].items():
        for operation in operations.values():
            may_be = dict(ALWAYS)
            if any(operation.get("security", ())):
                may_be |= SECURED
            # A call rings, whatever its content and however many there are.
            if operation["operationId"] != "announce_call":
                may_be |= READ | (WITH_A_BODY if "requestBody" in operation else {})
                may_be |= NAMED if "{" in path else {}
            for status, why in may_be.items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": why,
                        "content": {"application/json": {"schema": REFUSAL}},
                    },
                )
    return result


@functools.cache
def description() -> Any:
    """Give the description of every interface (OpenAPI 3)."""
    generator = SchemaGenerator()
    return generator.get_schema(request=None, public=True)
