"""How units come from status to status, on a case and off it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import translation

from calls.casefile import commitments as sweeper
from calls.casefile import refusals
from calls.casefile.models import Commitment
from dispatch import commitments, services, transitions
from dispatch.models import Assignment, UnitStatus
from tests.dispatch.floor import Floor, everything, kinds, owed
from tests.support import together

WAY = ("en_route", "on_scene", "transporting", "at_hospital", "available")
ON_CASE = frozenset(UnitStatus) - transitions.OFF_CASE


def test_a_unit_goes_all_the_way_and_every_step_has_its_time(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    answer = floor.send(floor.health, case, unit)
    begun = floor.now
    floor.say(floor.health, unit, *WAY)
    assignment = Assignment.objects.get(id=answer["assignment"])
    stamps = dict(assignment.stamps.values_list("status", "at"))
    assert stamps == {
        status: begun + timedelta(minutes=minute)
        for minute, status in enumerate(("assigned", *WAY))
    }
    assert assignment.released_at == stamps["available"]
    unit.refresh_from_db()
    assert (unit.status, unit.status_at) == ("available", floor.now)
    assert list(kinds(case.id))[-5:] == [
        *["dispatch.unit_status_changed"] * 4,
        "dispatch.unit_released",
    ]
    assert list(kinds(unit.id)) == ["dispatch.unit_registered", *["dispatch.unit_moved"] * 6]
    assert owed(case) == set()


def test_a_unit_that_is_free_again_may_be_sent_elsewhere(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    first, second = floor.case(floor.health), floor.case(floor.health)
    floor.send(floor.health, first, unit)
    floor.say(floor.health, unit, "on_scene", "available")
    assert floor.send(floor.health, second, unit)["case"] == str(second.id)


@pytest.mark.parametrize("before", UnitStatus)
def test_wrong_moves_are_refused_name_the_right_ones_and_change_nothing(
    floor: Floor, before: UnitStatus
) -> None:
    unit = floor.unit(floor.health)
    if before in ON_CASE:
        floor.send(floor.health, floor.case(floor.health), unit)
    if before not in {UnitStatus.AVAILABLE, UnitStatus.ASSIGNED}:
        floor.say(floor.health, unit, before)
    untouched = everything()
    right = transitions.allowed(before)
    for after in set(UnitStatus) - set(right):
        with translation.override("en"), pytest.raises(refusals.OutOfStage) as refused:
            floor.say(floor.health, unit, after)
        assert refused.value.status == 409
        with translation.override("en"):
            onward = ", ".join(str(status.label) for status in right)
            assert refused.value.message == (
                f"{unit.callsign} is {before.label}; from there it may become: {onward}."
            )
        assert everything() == untouched


def test_a_unit_on_no_case_goes_out_of_service_and_comes_back(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    assert floor.say(floor.health, unit, "out_of_service")["version"] == 2
    with pytest.raises(refusals.Refusal):
        floor.send(floor.health, floor.case(floor.health), unit)
    floor.say(floor.health, unit, "available")
    assert floor.send(floor.health, floor.case(floor.health), unit)["status"] == "assigned"


@pytest.mark.parametrize("on_case", [True, False])
def test_another_centres_unit_is_not_there(floor: Floor, *, on_case: bool) -> None:
    unit = floor.unit(floor.health)
    if on_case:
        floor.send(floor.health, floor.case(floor.health, floor.fire), unit)
    neighbour = floor.desk("health")
    before = everything()
    for desk in (floor.fire, neighbour):
        with translation.override("en"), pytest.raises(refusals.NotFound) as refused:
            floor.say(desk, unit, "out_of_service")
        assert refused.value.message == "There is no such unit for you."
    assert everything() == before


def test_a_unit_named_with_a_case_it_is_not_on_is_refused(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    here, there = floor.case(floor.health), floor.case(floor.health)
    floor.send(floor.health, here, unit)
    before = everything()
    with pytest.raises(refusals.OutOfStage):
        services.set_status(
            floor.passage(floor.health.actor, there.id),
            unit_id=unit.id,
            status=UnitStatus.EN_ROUTE,
        )
    assert everything() == before


def test_the_same_word_twenty_times_at_once_counts_once(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    floor.say(floor.health, unit, "on_scene")
    passage = floor.passage(floor.health.actor)
    free = partial(services.set_status, passage, unit_id=unit.id, status=UnitStatus.AVAILABLE)
    answers = together.at_once([free] * 20)
    assert all(answer == answers[0] for answer in answers)
    assert isinstance(answers[0], dict)
    assert list(kinds(case.id)).count("dispatch.unit_released") == 1
    assert list(kinds(unit.id)).count("dispatch.unit_moved") == 3


def test_a_word_repeated_late_is_answered_as_then_wherever_the_unit_is_now(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    first, second = floor.case(floor.health), floor.case(floor.health)
    off = floor.passage(floor.health.actor)
    away = services.set_status(off, unit_id=unit.id, status=UnitStatus.OUT_OF_SERVICE)
    floor.say(floor.health, unit, "available")
    floor.send(floor.health, first, unit)
    passage = floor.passage(floor.health.actor)
    freed = services.set_status(passage, unit_id=unit.id, status=UnitStatus.AVAILABLE)
    floor.send(floor.health, second, unit)
    before = everything()
    again = services.set_status(passage, unit_id=unit.id, status=UnitStatus.AVAILABLE)
    assert again == freed
    assert services.set_status(off, unit_id=unit.id, status=UnitStatus.OUT_OF_SERVICE) == away
    assert everything() == before


def test_a_unit_that_leaves_before_it_came_leaves_the_centre_owing_one(floor: Floor) -> None:
    for last in ("available", "out_of_service"):
        case, unit = floor.case(floor.health), floor.unit(floor.health)
        floor.send(floor.health, case, unit)
        floor.say(floor.health, unit, "en_route", last)
        assert owed(case) == {"transfer.mobilise"}
        floor.send(floor.health, case, floor.unit(floor.health))
        assert owed(case) == {"dispatch.unit_assigned"}


def test_a_unit_that_leaves_while_another_is_there_leaves_nothing_owing(floor: Floor) -> None:
    case = floor.case(floor.health)
    first, second = floor.unit(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, first)
    floor.send(floor.health, case, second)
    floor.say(floor.health, first, "en_route", "available")
    assert owed(case) == {"dispatch.unit_assigned"}
    floor.say(floor.health, second, "on_scene", "available")
    assert owed(case) == set()


def test_what_one_centre_still_owes_another_does_not_settle(floor: Floor) -> None:
    case = floor.case(floor.health, floor.fire)
    ambulance = floor.unit(floor.health)
    floor.send(floor.health, case, ambulance)
    floor.say(floor.health, ambulance, "on_scene", "available")
    rows = Commitment.objects.filter(case=case, settled_at__isnull=True)
    assert list(rows.values_list("kind", "holder_centre")) == [
        ("transfer.mobilise", floor.fire.centre.id)
    ]


def test_a_unit_nobody_hears_of_is_overdue_until_it_speaks(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    promise = Commitment.objects.get(case=case, kind=commitments.UNIT_ASSIGNED)
    late = floor.now + commitments.HEARD_OF_WITHIN[UnitStatus.ASSIGNED]
    assert promise.due_at == late
    assert sweeper.sweep_due(late) == 1
    promise.refresh_from_db()
    assert (promise.lapsed_at, promise.settled_at) == (late, None)
    floor.now = late
    floor.say(floor.health, unit, "en_route")
    promise.refresh_from_db()
    assert promise.lapsed_at is None
    assert promise.due_at == floor.now + commitments.HEARD_OF_WITHIN[UnitStatus.EN_ROUTE]


def test_every_status_on_a_case_says_when_to_ask_again() -> None:
    assert set(commitments.HEARD_OF_WITHIN) == ON_CASE


def test_a_unit_sent_at_this_very_moment_is_asked_for_again(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    floor.send(floor.health, floor.case(floor.health), unit)
    with pytest.raises(refusals.Busy):
        services.set_status_off_case(
            floor.passage(floor.health.actor), unit_id=unit.id, status=UnitStatus.AVAILABLE
        )


def test_sending_and_taking_out_of_service_at_once_leave_one_truth(floor: Floor) -> None:
    for _ in range(5):
        case, unit = floor.case(floor.health), floor.unit(floor.health)
        away = partial(
            services.set_status,
            floor.passage(floor.health.actor),
            unit_id=unit.id,
            status=UnitStatus.OUT_OF_SERVICE,
        )
        together.at_once([partial(floor.send, floor.health, case, unit), away])
        unit.refresh_from_db()
        sent = Assignment.objects.filter(unit=unit, released_at__isnull=True).exists()
        assert unit.status == ("assigned" if sent else "out_of_service")
        assert (commitments.UNIT_ASSIGNED in owed(case)) == sent
