"""What a reviewer reads has a name for everything that the book may hold."""

from __future__ import annotations

from calls.protocols import codes, contents, labels
from dispatch.models import UnitKind


def test_units_are_called_as_dispatch_calls_them() -> None:
    assert {code: str(name) for code, name in labels.UNITS.items()} == {
        str(code): str(name) for code, name in UnitKind.choices
    }


def test_every_family_milestone_and_hospital_code_has_a_name() -> None:
    assert set(labels.FAMILIES) == set(codes.lists().families)
    assert set(labels.MILESTONES) == set(contents.MILESTONES)
    assert set(labels.TIME_CRITICAL) == set(contents.TIME_CRITICAL)
