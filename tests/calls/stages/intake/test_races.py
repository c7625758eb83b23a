"""Reports joined, separated and closed at the same moment: one thing happens, and all of it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from calls.casefile import log, refusals
from calls.casefile.kinds import Disposition, Stage
from calls.casefile.models import Case, Commitment, Event, Stream
from calls.people.models import Role, User
from calls.stages.closure import services as closure
from calls.stages.intake import incidents
from tests.calls import room as rooms
from tests.calls.stages.intake.joining import NOTHING_NEW, join
from tests.support import together


def joining(room: rooms.Room, case_id: UUID, into: UUID, user: User) -> Callable[[], Any]:
    """Give the act of an operator who joins, trying again when told to."""
    passage = dataclasses.replace(room.passage(user, case_id), other_id=into)
    return lambda: rooms.insist(lambda: incidents.join_case(passage, told=NOTHING_NEW))


def separating(room: rooms.Room, case_id: UUID, user: User) -> Callable[[], Any]:
    """Give the act of an operator who separates."""
    passage = room.passage(user, case_id)
    return lambda: rooms.insist(lambda: incidents.separate_case(passage))


def closing(room: rooms.Room, case_id: UUID, user: User) -> Callable[[], Any]:
    """Give the act of an operator who closes."""
    passage = room.passage(user, case_id)
    return lambda: rooms.insist(
        lambda: closure.close_case(passage, disposition=Disposition.RESOLVED_ON_SCENE, summary="x")
    )


def codes(results: list[Any]) -> list[str]:
    """Say how each act ended."""
    for result in results:
        assert isinstance(result, dict | refusals.Refusal), repr(result)
    return [result.code if isinstance(result, refusals.Refusal) else "done" for result in results]


def hold_what_must_hold(since: int = 0) -> None:
    """Check every case: no orphan, no chain of joins, nothing open whose incident ended."""
    for case in Case.objects.filter(number__gt=since).select_related("joined_to"):
        stream = Stream.objects.get(id=case.id)
        rows = Event.objects.filter(stream=case.id).order_by("seq")
        entries = rows.values_list("seq", "body", "hash")
        assert log.first_fault(entries, stream_id=case.id, head=stream.head) is None
        assert case.version == stream.seq
        incident = case.joined_to
        if case.stage == Stage.CLOSED:
            assert rooms.kinds(case.id).count("closure.case_closed") == 1
            assert rooms.owed(case.id) == []
        if incident is not None:
            assert incident.joined_to_id is None, "a chain of joins"
            assert (case.stage == Stage.CLOSED) == (incident.stage == Stage.CLOSED)
            assert case.holder_id is None or case.stage == Stage.CLOSED
        elif case.stage != Stage.CLOSED:
            dated = Commitment.objects.filter(
                case=case, settled_at__isnull=True, due_at__isnull=False
            )
            assert case.holder_id is not None or dated.exists(), "an orphan"


def test_two_cases_join_each_other_and_one_of_them_does(room: rooms.Room) -> None:
    for _turn in range(5):
        one, other = room.case(), room.case(room.marcos)
        results = together.at_once(
            [joining(room, one, other, room.lucia), joining(room, other, one, room.marcos)]
        )
        assert sorted(codes(results)) == ["already_joined", "done"]
        assert Case.objects.filter(id__in=[one, other], joined_to__isnull=True).count() == 1
    hold_what_must_hold()


def test_a_case_joins_while_its_incident_closes(room: rooms.Room) -> None:
    for _turn in range(6):
        one, incident = room.case(), room.case(room.marcos)
        results = together.at_once(
            [joining(room, one, incident, room.lucia), closing(room, incident, room.marcos)]
        )
        ended = codes(results)
        assert ended[1] == "done"
        assert ended[0] in {"done", "out_of_stage", "not_found"}
        joined = Case.objects.get(id=one)
        assert (joined.stage == Stage.CLOSED) is (ended[0] == "done")
    hold_what_must_hold()


def test_a_case_is_separated_by_two_while_its_incident_closes(room: rooms.Room) -> None:
    for _turn in range(5):
        one, incident = room.case(), room.case(room.marcos)
        join(room, one, incident)
        results = together.at_once(
            [
                separating(room, one, room.lucia),
                separating(room, one, room.marcos),
                closing(room, incident, room.marcos),
            ]
        )
        assert set(codes(results)) <= {"done", "not_joined", "out_of_stage", "not_found"}
        assert codes(results).count("done") in {1, 2}
    hold_what_must_hold()


def test_a_case_joins_what_is_just_joining_another(room: rooms.Room) -> None:
    for _turn in range(5):
        one, two, three = room.case(), room.case(room.marcos), room.case(room.carmen)
        results = together.at_once(
            [
                joining(room, one, two, room.lucia),
                joining(room, two, three, room.marcos),
                separating(room, one, room.lucia),
            ]
        )
        assert codes(results)[1] == "done"
    hold_what_must_hold()


def test_twenty_cases_join_one_at_the_same_moment(room: rooms.Room) -> None:
    incident = room.case(room.marcos)
    people = [room.person(f"o{number}", Role.OPERATOR, f"O{number}") for number in range(20)]
    reports = [room.case(person) for person in people]
    results = together.at_once(
        [
            functools.partial(joining(room, report, incident, person))
            for report, person in zip(reports, people, strict=True)
        ],
        within=90,
    )
    assert codes(results) == ["done"] * 20
    assert Case.objects.filter(joined_to=incident).count() == 20
    told = [line.data["other"] for line in log.read(incident, kinds=["intake.case_joined"])]
    assert sorted(told) == sorted(map(str, reports)), "an update was lost"
    hold_what_must_hold()
    closing(room, incident, room.marcos)()
    assert Case.objects.filter(stage=Stage.CLOSED).count() == 21
    hold_what_must_hold()


def test_what_checks_this_catches_a_planted_fault(room: rooms.Room) -> None:
    faults: list[Callable[[list[UUID]], object]] = [
        lambda ids: Case.objects.filter(id=ids[0]).update(holder=None),
        lambda ids: Case.objects.filter(id=ids[1]).update(joined_to=ids[2]),
        lambda ids: Case.objects.filter(id=ids[2]).update(version=99),
    ]
    for plant in faults:
        ids = [room.case() for _number in range(3)]
        join(room, ids[2], ids[0])
        hold_what_must_hold()
        plant(ids)
        try:
            hold_what_must_hold()
        except AssertionError:
            Case.objects.filter(id__in=ids).update(joined_to=None, holder=room.lucia)
            for stream in Stream.objects.filter(id__in=ids):
                Case.objects.filter(id=stream.id).update(version=stream.seq)
        else:
            raise AssertionError("a planted fault was not seen")
