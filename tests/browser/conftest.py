"""Desks to sit at."""

from collections.abc import Callable

import pytest

from tests.browser import hands
from tests.support import browsers
from tests.support import stack as stacks

Sit = Callable[..., hands.Hands]


@pytest.fixture
def sit(floor: browsers.Floor, stack: stacks.Stack) -> Sit:
    """Give what lets the first, second … person of a role sit down and sign in."""

    def down(role: str = "operator", number: int = 0) -> hands.Hands:
        person = hands.Hands(floor.desk())
        person.sign_in(stack.person(role, number))
        return person

    return down
