"""The roster: shifts are planned and cancelled, and no two overlap."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cae.administration import roster
from calls.casefile import refusals
from calls.people.models import Shift
from tests.cae.administration.office import Office, last, refused


def planned(office: Office, begin_h: float, end_h: float) -> UUID:
    answer = roster.plan_shift(
        office.by(),
        person_id=office.room.marcos.id,
        starts_at=office.room.now + timedelta(hours=begin_h),
        ends_at=office.room.now + timedelta(hours=end_h),
    )
    return UUID(answer["shift"])


def cancelled(office: Office, shift_id: UUID) -> None:
    roster.cancel_shift(office.by(), person_id=office.room.marcos.id, shift_id=shift_id)


def test_a_shift_is_told_with_its_times(office: Office) -> None:
    shift = Shift.objects.get(id=planned(office, 1, 9))
    told = last(office.room.marcos.id)
    assert told["shift"] == str(shift.id)
    assert told["starts_at"] == "2026-05-01T13:00:00.000000Z"


@pytest.mark.parametrize(("begin", "end"), [(2, 2), (3, 2), (1, 26), (-5, -1)])
def test_a_shift_ends_after_it_begins_within_a_day_and_not_in_the_past(
    office: Office, begin: float, end: float
) -> None:
    wrong = refused(refusals.Invalid, lambda: planned(office, begin, end))
    assert set(wrong.fields) == {"ends_at"}
    assert not Shift.objects.exists()


def test_a_shift_to_come_is_gone_when_cancelled(office: Office) -> None:
    cancelled(office, planned(office, 1, 9))
    assert not Shift.objects.exists()
    assert "after_ends_at" not in last(office.room.marcos.id)


def test_of_a_shift_that_has_begun_only_the_rest_is_cancelled(office: Office) -> None:
    shift_id = planned(office, 0, 8)
    office.room.later(hours=2)
    cancelled(office, shift_id)
    assert Shift.objects.get().ends_at == office.room.now
    told = last(office.room.marcos.id)
    assert told["before_ends_at"] > told["after_ends_at"]
    over = refused(refusals.Refusal, lambda: cancelled(office, shift_id))
    assert (over.code, over.status) == ("shift_over", 409)


def test_another_persons_shift_is_not_cancelled_here(office: Office) -> None:
    shift_id = planned(office, 1, 9)
    refused(
        refusals.NotFound,
        lambda: roster.cancel_shift(office.by(), person_id=office.room.lucia.id, shift_id=shift_id),
    )


HOURS = st.tuples(st.integers(0, 60), st.integers(1, 24)).map(lambda t: (t[0], t[0] + t[1]))


def test_whatever_is_planned_nobody_is_on_two_shifts_at_once(office: Office) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.lists(HOURS, min_size=1, max_size=6))
    def plan(wanted: list[tuple[int, int]]) -> None:
        Shift.objects.all().delete()
        taken: list[tuple[int, int]] = []
        for begin, end in wanted:
            free = all(end <= other[0] or begin >= other[1] for other in taken)
            if free:
                planned(office, begin, end)
                taken.append((begin, end))
            else:
                refused(refusals.Invalid, lambda b=begin, e=end: planned(office, b, e))  # type: ignore[misc]  # bound in its turn of the loop
        assert Shift.objects.count() == len(taken)

    plan()
