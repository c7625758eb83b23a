"""The room that dispatch is tried in."""

from __future__ import annotations

import pytest

from tests.dispatch.floor import Floor
from tests.support import clones


@pytest.fixture
def floor(database: clones.Clone) -> Floor:
    """Give an operator, a health and a fire desk, in a database of their own."""
    return Floor()
