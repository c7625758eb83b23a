"""The table of a unit's statuses, read as a whole."""

from __future__ import annotations

import itertools

from dispatch import transitions
from dispatch.models import UnitStatus

ON_CASE = [status for status in UnitStatus if status not in transitions.OFF_CASE]


def test_every_status_is_in_the_table() -> None:
    assert set(transitions.MOVES) == set(UnitStatus)


def test_a_unit_on_a_case_only_goes_forward() -> None:
    order = {status: place for place, status in enumerate(UnitStatus)}
    for before, after in itertools.product(ON_CASE, repeat=2):
        assert (after in transitions.allowed(before)) == (order[after] > order[before])


def test_a_unit_may_be_freed_or_break_down_anywhere_on_its_way() -> None:
    for status in ON_CASE:
        assert set(transitions.allowed(status)) >= transitions.OFF_CASE


def test_no_status_leads_into_assigned_but_an_assignment() -> None:
    assert not [s for s in UnitStatus if UnitStatus.ASSIGNED in transitions.allowed(s)]


def test_the_usual_next_status_comes_first() -> None:
    way = [UnitStatus.ASSIGNED]
    while way[-1] is not UnitStatus.AVAILABLE:
        way.append(transitions.allowed(way[-1])[0])
    assert way == [*ON_CASE, UnitStatus.AVAILABLE]
