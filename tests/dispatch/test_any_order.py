"""Whatever desks and crews say, in whatever order: a model of units against the database."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import stateful
from hypothesis import strategies as st

from calls.casefile import refusals
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case, Commitment, Stream
from calls.people import actor as actors
from calls.stages.closure import services as closure
from dispatch import commitments, transitions
from dispatch.models import Assignment, Unit, UnitStatus
from tests.dispatch.floor import Floor, everything
from tests.support import clones

CASES, UNITS = 2, 3


class Units(stateful.RuleBasedStateMachine):
    """Three units, two cases, one desk; refused whatever the model does not expect."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor()
        desk = self.floor.health
        self.cases = [self.floor.case(desk) for _ in range(CASES)]
        self.units = [self.floor.unit(desk) for _ in range(UNITS)]
        self.status = {unit.id: UnitStatus.AVAILABLE for unit in self.units}
        self.on: dict[object, Case] = {}
        self.came: set[object] = set()

    @stateful.rule(unit=st.integers(0, UNITS - 1), case=st.integers(0, CASES - 1))
    def send(self, unit: int, case: int) -> None:
        """Send a unit, which succeeds where it is available."""
        found, target = self.units[unit], self.cases[case]
        if self._done(
            lambda: self.floor.send(self.floor.health, target, found),
            expected=self.status[found.id] is UnitStatus.AVAILABLE,
        ):
            self.status[found.id] = UnitStatus.ASSIGNED
            self.on[found.id] = target

    @stateful.rule(unit=st.integers(0, UNITS - 1), status=st.sampled_from(UnitStatus))
    def say(self, unit: int, status: UnitStatus) -> None:
        """Let a unit say something, which counts where the table has it."""
        found = self.units[unit]
        if not self._done(
            lambda: self.floor.say(self.floor.health, found, status),
            expected=status in transitions.allowed(self.status[found.id]),
        ):
            return
        self.status[found.id] = status
        if status in transitions.HAS_ARRIVED:
            self.came.add(self.on[found.id].id)
        if status in transitions.OFF_CASE:
            self.on.pop(found.id, None)

    @stateful.rule(case=st.integers(0, CASES - 1))
    def close(self, case: int) -> None:
        """Try to close a case over its units."""
        target = self.cases[case]
        if target in self.on.values() or target.id not in self.came:
            self._done(
                lambda: closure.close_case(
                    self.floor.passage(actors.person(self.floor.operator), target.id),
                    disposition=Disposition.RESOLVED_ON_SCENE,
                    summary="",
                ),
                expected=False,
            )

    @stateful.invariant()
    def units_are_where_the_model_has_them(self) -> None:
        """Find every unit in the model's status and on the model's case."""
        for unit in Unit.objects.filter(id__in=self.status):
            assert unit.status == self.status[unit.id]
            assert unit.version == Stream.objects.get(id=unit.id).seq
        sent = Assignment.objects.filter(unit__in=self.status, released_at__isnull=True)
        assert {row.unit_id: row.case_id for row in sent} == {
            unit_id: case.id for unit_id, case in self.on.items()
        }
        assert all(row.status == self.status[row.unit_id] for row in sent)

    @stateful.invariant()
    def every_case_owes_its_units_or_one(self) -> None:
        """Find each unit that is on a case owed; with none on it and none that came, one."""
        for case in self.cases:
            owed = Commitment.objects.filter(case=case, settled_at__isnull=True)
            there = sum(found.id == case.id for found in self.on.values())
            assert owed.filter(kind=commitments.UNIT_ASSIGNED).count() == there
            missing = not there and case.id not in self.came
            assert owed.filter(kind="transfer.mobilise").exists() == missing

    def _done(self, act: Callable[[], object], *, expected: bool) -> bool:
        if expected:
            act()
            return True
        before = everything()
        with pytest.raises(refusals.Refusal):
            act()
        assert everything() == before
        return False


def test_units_and_cases_agree_whatever_is_said_in_whatever_order(
    database: clones.Clone,
) -> None:
    stateful.run_state_machine_as_test(
        Units,
        settings=hypothesis.settings(
            max_examples=12, stateful_step_count=15, deadline=None, database=None
        ),
    )
