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
        return Response(_description())


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
    for operations in result["paths"].values():
        for operation in operations.values():
            secured = any(operation.get("security", ()))
            for status, why in ((SECURED if secured else {}) | ALWAYS).items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": why,
                        "content": {"application/json": {"schema": REFUSAL}},
                    },
                )
    return result


@functools.cache
def _description() -> Any:
    generator = SchemaGenerator()
    return generator.get_schema(request=None, public=True)
