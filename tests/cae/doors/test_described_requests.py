"""What the description of the interface allows, and what it does not, sent to a real process.

Schemathesis makes the requests out of `/api/schema/`: each operation, with every kind of token
and without one; always the same ones, so that a failure comes again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as conformance

from calls.archive import services
from calls.export import schema as described
from tests.cae.doors import walk
from tests.calls.archive import closing
from tests.support import clones
from tests.support import stack as stacks

pytestmark = pytest.mark.stack
# Whose door it is, by the tag of its operations; the others are turned away.
OWN = {
    "accesses": "official",
    "calls": "gateway",
    "case-files": "official",
    "keys": "none",
    "units": "avl",
}
KINDS = ("gateway", "official", "avl", "unknown", "none")
# Of each operation; the cases that cover its description come on top.
EXAMPLES = 50
OF_OTHERS = 3
JUDGED = [
    checks.not_a_server_error,
    conformance.status_code_conformance,
    conformance.content_type_conformance,
    conformance.response_schema_conformance,
]
UNBOUND = ("MACHINE_REQUESTS", "SOURCE_REQUESTS", "KNOCKS")


def description(*, examples: int, coverage: bool) -> schemathesis.BaseSchema:
    """Read the description; what is made out of it is the same each time."""
    made = schemathesis.openapi.from_dict(described.description())
    made.config.generation.update(deterministic=True, max_examples=examples)
    made.config.phases.coverage.enabled = coverage
    return made


whole = description(examples=EXAMPLES, coverage=True)
brief = description(examples=OF_OTHERS, coverage=False)
steady = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def stack() -> Iterator[stacks.Stack]:
    """Give a centre that answers as often as it is asked, with a file to find."""
    with pytest.MonkeyPatch.context() as patch:
        for name in UNBOUND:
            patch.setenv(f"CAE_{name}_A_MINUTE", "1000000")
        with stacks.running() as running, clones.used_by_django(running.clone):
            services.seal_case(case_id=closing.closed_case(), at=closing.NOW)
            yield running


def judge(case: schemathesis.Case[Any], stack: stacks.Stack, kind: str) -> None:
    """Send a request with a token of that kind and look at the answer."""
    token = {**stack.tokens, "unknown": "x" * 40}.get(kind)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = case.call(base_url=stack.address, headers=headers)
    case.validate_response(answer, checks=JUDGED)


@whole.parametrize()
@steady
def test_no_described_request_of_its_own_machine_breaks_a_door(
    case: schemathesis.Case[Any], stack: stacks.Stack
) -> None:
    judge(case, stack, OWN[(case.operation.tags or [""])[0]])


@pytest.mark.parametrize("kind", KINDS)
@brief.parametrize()
@steady
def test_no_described_request_of_anybody_breaks_a_door(
    case: schemathesis.Case[Any], kind: str, stack: stacks.Stack
) -> None:
    judge(case, stack, kind)


def test_every_door_of_machines_is_described() -> None:
    doors = {f"/{door.where}" for door in walk.doors() if door.where.startswith("api/v1/")}
    told = {re.sub(r"{(\w+)}", r"<\1>", path) for path in described.description()["paths"]}
    assert {re.sub(r"<\w+:", "<", door) for door in doors} == told
