"""Where a reading stands: whatever is read, answered or left out, it stays in its script."""

from __future__ import annotations

from typing import Any

import pytest

from calls.protocols import reader
from calls.protocols.faults import NotInBook
from calls.stages.instructions import course
from tests.calls.stages.instructions import shelves

CPR = "drill_cpr"


def read(*steps: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Give what was read as a reading keeps it: step, result, answer."""
    return [{"step": step, "result": result, "branch": branch} for step, result, branch in steps]


@pytest.mark.parametrize(
    ("entries", "now"),
    [
        (read(), "ready"),
        (read(("ready", "repeated", "")), "ready"),
        (read(("ready", "skipped", "")), "push"),
        (read(("recheck", "done", "no")), "push"),
        (read(("recheck", "done", "unknown")), "keep_on"),
        (read(("recheck", "skipped", "")), "keep_on"),
        (read(("recheck", "done", "yes")), "recheck"),
        (read(("keep_on", "done", "")), None),
    ],
)
def test_what_is_read_now_follows_from_the_last_step_and_its_answer(
    entries: list[dict[str, Any]], now: str | None, shelf: shelves.Shelf
) -> None:
    step = course.current(reader.book().script(CPR), entries)
    assert (step.code if step else None) == now


def test_what_comes_is_known_as_far_as_no_answer_decides(shelf: shelves.Shelf) -> None:
    script = reader.book().script(CPR)
    ahead = [step.code for step in course.coming(script, script.step("ready"))]
    assert ahead == ["push", "recheck"]
    assert course.coming(script, script.step("recheck")) == []


def test_the_beat_goes_on_through_the_steps_that_have_none(shelf: shelves.Shelf) -> None:
    script = reader.book().script(CPR)
    assert course.beat(script, read()) is None
    begun = read(("ready", "done", ""))
    assert course.beat(script, begun) == 110
    assert course.beat(script, [*begun, *read(("push", "done", ""))]) == 110


def test_a_step_the_edition_does_not_have_is_told(shelf: shelves.Shelf) -> None:
    with pytest.raises(NotInBook):
        course.current(reader.book().script(CPR), read(("no_such", "done", "")))
