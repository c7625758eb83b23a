"""Every way through the door has its action, known to the policy and to the stage table."""

import ast
from collections.abc import Iterator

from calls.casefile import stage_table
from calls.people import access
from tests.house import sources

ON_A_CASE = {"door.step"}
BESIDE = {"door.opens", "door.aside"}


def doors(names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield where a service is made with one of these decorators, and its action."""
    for source in sources.product():
        for node in ast.walk(source.tree()):
            match node:
                case ast.Call(func=function, args=[ast.Constant(value=str(action))]) if (
                    sources.dotted(function) in names
                ):
                    yield source.where(node), action


def test_every_way_through_the_door_is_known_to_the_policy() -> None:
    made = dict(doors(ON_A_CASE | BESIDE))
    assert len(made) > 20, "the rule looks for something that no longer exists"
    assert {where for where, action in made.items() if action not in access.matrix()} == set()


def test_every_step_on_a_case_is_known_to_the_stage_table() -> None:
    steps = dict(doors(ON_A_CASE))
    assert {where for where, action in steps.items() if action not in stage_table.ALLOWED} == set()


def test_every_action_has_one_service() -> None:
    actions = [action for _where, action in doors(ON_A_CASE | BESIDE)]
    assert len(actions) == len(set(actions))
