"""What tests of the case and its six stages ask for."""

from __future__ import annotations

import pytest

from tests.calls.room import Room
from tests.support import clones


@pytest.fixture
def room(database: clones.Clone) -> Room:
    """Give a room of people and centres, in a database of its own."""
    return Room()
