"""The description of both interfaces is whole, and what is answered is as it says."""

from __future__ import annotations

import io
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest
import yaml
from django.core import management
from django.test import Client

from calls.archive import services
from tests.calls.archive import closing
from tests.calls.export import bodies
from tests.support import clones


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    told: dict[str, Any] = Client().get("/api/schema/").json()
    return told


def test_it_is_written_without_a_warning_and_is_valid() -> None:
    out = io.StringIO()
    management.call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "openapi: 3" in out.getvalue()


def test_anybody_reads_it_as_json_or_yaml(description: dict[str, Any]) -> None:
    written = Client().get("/api/schema/", headers={"Accept": "application/yaml"})
    assert yaml.safe_load(written.content) == description


def test_it_tells_of_every_interface_with_tags_examples_and_errors(
    description: dict[str, Any],
) -> None:
    paths = description["paths"]
    assert set(paths) == {
        "/api/v1/accesses/",
        "/api/v1/calls/",
        "/api/v1/calls/{call_id}/end/",
        "/api/v1/calls/{call_id}/locations/",
        "/api/v1/case-files/",
        "/api/v1/case-files/{reference}/",
        "/api/v1/keys/",
        "/api/v1/units/positions/",
    }
    operations = [operation for path in paths.values() for operation in path.values()]
    assert [operation["tags"] for operation in operations] == [
        ["accesses"],
        ["calls"],
        ["calls"],
        ["calls"],
        ["case-files"],
        ["case-files"],
        ["keys"],
        ["units"],
    ]
    for operation in operations:
        assert "503" in operation["responses"]
        secured = operation["tags"] != ["keys"]
        assert ("401" in operation["responses"]) is secured
    assert "examples" in str(paths["/api/v1/calls/"]["post"]["requestBody"])


def matches(description: dict[str, Any], name: str, told: object) -> None:
    """Hold an answer against the component of the description."""
    rules = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    jsonschema.Draft4Validator(_nullable(rules)).validate(told)


def _nullable(rules: Any) -> Any:
    """Write OpenAPI 3.0's `nullable` as JSON Schema does."""
    if isinstance(rules, list):
        return [_nullable(rule) for rule in rules]
    if not isinstance(rules, dict):
        return rules
    told = {name: _nullable(rule) for name, rule in rules.items() if name != "nullable"}
    return {"anyOf": [told, {"type": "null"}]} if rules.get("nullable") is True else told


def test_what_is_answered_is_as_described(
    database: clones.Clone, description: dict[str, Any]
) -> None:
    for place in ("37274", ""):
        file = services.seal_case(case_id=closing.closed_case(place=place), at=closing.NOW)
    ministry = bodies.reader("Ministerio", "")
    matches(description, "PageFields", ministry.get("case-files/?limit=1").json())
    matches(description, "PageFields", ministry.get("case-files/").json())
    matches(description, "WholeFields", ministry.get(f"case-files/{file.reference}/").json())
    matches(description, "RefusalFields", ministry.get("case-files/?limit=x").json())
    matches(description, "RefusalFields", ministry.get("case-files/2026-999999/").json())
    matches(description, "KeysFields", ministry.get("keys/").json())
    with pytest.raises(jsonschema.ValidationError):
        matches(description, "PageFields", ministry.get("keys/").json())
