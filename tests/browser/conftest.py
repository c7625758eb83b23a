"""One centre for all tests of a module, and desks to sit at."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import hands
from tests.support import browsers, clones
from tests.support import stack as stacks

Sit = Callable[..., hands.Hands]


@pytest.fixture(scope="module")
def stack() -> Iterator[stacks.Stack]:
    """Give the module a whole centre; Django here looks at its database."""
    with stacks.running() as running, clones.used_by_django(running.clone):
        yield running


@pytest.fixture
def sit(floor: browsers.Floor, stack: stacks.Stack) -> Sit:
    """Give what lets the first, second … person of a role sit down and sign in."""

    def down(role: str = "operator", number: int = 0) -> hands.Hands:
        person = hands.Hands(floor.desk())
        person.sign_in(stack.person(role, number))
        return person

    return down
