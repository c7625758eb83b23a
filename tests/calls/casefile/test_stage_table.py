"""The one table of what is allowed where."""

from __future__ import annotations

from calls.casefile import stage_table
from calls.casefile.kinds import Stage
from calls.people import access


def test_every_action_on_a_case_is_known_to_the_policy() -> None:
    assert set(stage_table.ALLOWED) <= set(access.matrix())


def test_nothing_is_allowed_in_a_closed_case_and_nothing_leaves_it() -> None:
    assert not [action for action in stage_table.ALLOWED if stage_table.allows(action, "closed")]
    assert not [stage for stage in Stage if stage_table.may_move("closed", stage)]


def test_every_open_stage_can_be_closed_and_work_never_goes_back_to_intake() -> None:
    open_stages = [stage for stage in Stage if stage != Stage.CLOSED]
    assert all(stage_table.may_move(stage, Stage.CLOSED) for stage in open_stages)
    assert not [stage for stage in Stage if stage_table.may_move(stage, Stage.INTAKE)]


def test_life_goes_on_to_every_stage() -> None:
    reached = {stage for onward in stage_table.MOVES.values() for stage in onward}
    assert reached == set(Stage) - {Stage.INTAKE}
