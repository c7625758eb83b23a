"""What tests of administration ask for."""

from __future__ import annotations

import pytest

from tests.cae.administration.browsing import Page, World
from tests.cae.administration.office import Office
from tests.support import clones


@pytest.fixture
def office(database: clones.Clone) -> Office:
    """Give an office over a room, in a database of its own."""
    return Office()


@pytest.fixture
def world(office: Office) -> World:
    """Give one of everything."""
    return World(office)


@pytest.fixture
def page(world: World) -> Page:
    """Give the first administrator's browser."""
    return Page(world.office.teresa)
