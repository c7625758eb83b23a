"""Sending units: whose, to what, and only once."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from calls.casefile import door, log, refusals
from calls.casefile.models import Commitment, Event, Stream
from calls.people import actor as actors
from calls.stages.transfer import services as transfer
from dispatch import services
from dispatch.models import Assignment, Unit, UnitKind
from tests.dispatch.floor import Floor, everything, kinds, owed
from tests.support import together


def test_a_unit_that_is_sent_is_on_the_case_and_the_case_owes_it(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    assert owed(case) == {"transfer.mobilise"}
    answer = floor.send(floor.health, case, unit)
    unit.refresh_from_db()
    case.refresh_from_db()
    assignment = Assignment.objects.get(id=answer["assignment"])
    assert (unit.status, assignment.status, answer["status"]) == ("assigned",) * 3
    assert (assignment.case_id, assignment.unit_id) == (case.id, unit.id)
    assert list(assignment.stamps.values_list("status", "at")) == [("assigned", floor.now)]
    assert owed(case) == {"dispatch.unit_assigned"}
    assert case.stage == "followup"
    assert answer["version"] == case.version
    assert list(kinds(case.id))[-1] == "dispatch.unit_assigned"
    assert list(kinds(unit.id)) == ["dispatch.unit_registered", "dispatch.unit_moved"]
    assert unit.version == 2


def test_what_was_promised_with_the_offer_is_settled_by_the_first_unit(floor: Floor) -> None:
    case = floor.case(floor.health)
    for unit in (floor.unit(floor.health), floor.unit(floor.health)):
        floor.send(floor.health, case, unit)
    promise = Commitment.objects.get(case=case, kind="transfer.mobilise")
    first = Event.objects.filter(stream=case.id, kind="dispatch.unit_assigned").order_by("seq")[0]
    assert (promise.settled_seq, promise.result) == (first.seq, "assigned")


def test_a_unit_cannot_be_on_two_cases(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    first, second = floor.case(floor.health), floor.case(floor.health)
    floor.send(floor.health, first, unit)
    before = everything()
    with pytest.raises(refusals.Refusal) as refused:
        floor.send(floor.health, second, unit)
    assert (refused.value.code, refused.value.status) == ("unit_not_available", 409)
    assert everything() == before


def test_two_desks_that_send_the_same_unit_at_once_send_it_to_one_case(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    cases = [floor.case(floor.health) for _ in range(6)]
    results = together.at_once([partial(floor.send, floor.health, case, unit) for case in cases])
    sent = [result for result in results if isinstance(result, dict)]
    refused = [result for result in results if isinstance(result, refusals.Refusal)]
    assert (len(sent), len(refused)) == (1, 5)
    assert Assignment.objects.filter(unit=unit).count() == 1
    assert sorted(len(owed(case) & {"dispatch.unit_assigned"}) for case in cases) == [0] * 5 + [1]


def test_the_database_itself_lets_no_unit_be_on_two_cases(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    first, second = floor.case(floor.health), floor.case(floor.health)
    floor.send(floor.health, first, unit)
    twin = Assignment.objects.get(unit=unit)
    with (
        pytest.raises(IntegrityError, match="dispatch_one_case_per_unit"),
        transaction.atomic(),
    ):
        Assignment.objects.create(
            case=second,
            offer=second.offers.get(),
            unit=unit,
            centre=twin.centre,
            status="assigned",
            assigned_at=floor.now,
        )


def test_a_centre_sends_only_its_own_units(floor: Floor) -> None:
    case, engine = floor.case(floor.health, floor.fire), floor.unit(floor.fire)
    before = everything()
    with pytest.raises(refusals.NotFound):
        floor.send(floor.health, case, engine)
    assert everything() == before
    assert floor.send(floor.fire, case, engine)["status"] == "assigned"


def test_a_centre_sends_nobody_before_it_accepts(floor: Floor) -> None:
    case, unit = floor.asked(floor.health), floor.unit(floor.health)
    before = everything()
    with pytest.raises(refusals.OutOfStage):
        floor.send(floor.health, case, unit)
    assert everything() == before
    floor.accept(floor.health, case)
    assert floor.send(floor.health, case, unit)["status"] == "assigned"


def test_a_centre_that_was_not_asked_sees_no_case_to_send_to(floor: Floor) -> None:
    case, engine = floor.case(floor.health), floor.unit(floor.fire)
    with pytest.raises(refusals.NotFound):
        floor.send(floor.fire, case, engine)


def test_an_operator_sends_nobody(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    passage = floor.passage(actors.person(floor.operator), case.id)
    with pytest.raises(refusals.Forbidden):
        services.assign_unit(passage, unit_id=unit.id)


def test_the_same_order_twenty_times_at_once_sends_one_unit_once(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    passage = floor.passage(floor.health.actor, case.id)
    order = partial(services.assign_unit, passage, unit_id=unit.id)
    answers = together.at_once([order] * 20)
    assert all(answer == answers[0] for answer in answers)
    assert Assignment.objects.filter(unit=unit).count() == 1
    assert list(kinds(case.id)).count("dispatch.unit_assigned") == 1
    assert list(kinds(unit.id)).count("dispatch.unit_moved") == 1


def test_an_offer_with_a_unit_on_its_way_cannot_be_withdrawn(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    with pytest.raises(refusals.Refusal) as refused:
        transfer.withdraw_transfer(
            floor.passage(actors.person(floor.operator), case.id),
            offer_id=case.offers.get().id,
            reason="another way",
        )
    assert refused.value.code == "units_assigned"


def test_command_case_unit_and_commitments_are_taken_in_that_order(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    with CaptureQueriesContext(connection) as assigning:
        floor.send(floor.health, case, unit)
    with CaptureQueriesContext(connection) as moving:
        floor.say(floor.health, unit, "en_route")
    with CaptureQueriesContext(connection) as freeing:
        floor.say(floor.health, unit, "available")
    for taken in (assigning, moving, freeing):
        locks = [lock for query in taken if (lock := _lock(query["sql"]))]
        assert list(dict.fromkeys(locks)) == ["command", "case", "unit", "commitment"]


def test_the_case_is_told_which_unit_went_by_codes_alone(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    line = next(log.read(case.id, kinds=["dispatch.unit_assigned"]))
    assert line.data["callsign"] == unit.callsign
    assert line.data["unit_kind"] == "ambulance_als"
    assert line.data["offer"] == str(case.offers.get().id)
    assert set(line.data) == {
        *("assignment", "unit", "callsign", "status"),
        *("unit_kind", "offer", "centre", "due_at"),
    }


def test_both_chains_hold_after_a_unit_was_sent(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    for stream_id in (case.id, unit.id):
        rows = Event.objects.filter(stream=stream_id).order_by("seq")
        entries = [(row.seq, row.body, bytes(row.hash)) for row in rows]
        head = bytes(Stream.objects.get(id=stream_id).head)
        assert log.first_fault(entries, stream_id=stream_id, head=head) is None


def test_a_new_unit_is_registered_by_the_house_alone(floor: Floor) -> None:
    with pytest.raises(refusals.Forbidden):
        services.register_unit(
            door.Passage(actor=floor.health.actor, at=floor.now),
            centre_id=floor.health.centre.id,
            callsign="SVA-1",
            kind=UnitKind.AMBULANCE_ALS,
        )
    assert not Unit.objects.exists()


def _lock(sql: str) -> str | None:
    """Name what a statement takes for itself, as the house's order names it."""
    wanted = (
        ("command", r"INSERT INTO casefile_command"),
        ("case", r'FROM "casefile_case".* FOR UPDATE'),
        ("unit", r'FROM "dispatch_unit".* FOR UPDATE'),
        ("commitment", r'(?:UPDATE|INSERT INTO) "casefile_commitment"'),
    )
    return next((name for name, pattern in wanted if re.search(pattern, sql, re.DOTALL)), None)
