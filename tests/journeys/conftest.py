"""One centre for all journeys of a module."""

from collections.abc import Iterator

import pytest

from tests.support import clones
from tests.support import stack as stacks


@pytest.fixture(scope="module")
def stack() -> Iterator[stacks.Stack]:
    """Give the module a whole centre; Django here looks at its database."""
    with stacks.running() as running, clones.used_by_django(running.clone):
        yield running
