"""A scene before every door."""

from __future__ import annotations

import logging

import pytest

from tests.cae.doors.scenery import Scenery
from tests.calls import room as rooms
from tests.support import clones


@pytest.fixture
def scenery(database: clones.Clone, caplog: pytest.LogCaptureFixture) -> Scenery:
    """Give a centre with something behind each door; thousands of refusals are not logged."""
    caplog.set_level(logging.CRITICAL, "django")
    return Scenery(rooms.Room())
