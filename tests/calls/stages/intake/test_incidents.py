"""Two reports become one incident, and two again."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile import cards, door, log, refusals
from calls.casefile.kinds import Disposition, EndedBy, Severity, Stage
from calls.casefile.models import Call, Case, Commitment, Hand
from calls.live import queries
from calls.people import actor as actors
from calls.people.models import Role
from calls.stages.closure import services as closure
from calls.stages.intake import incidents, unanswered
from calls.stages.intake import services as intake
from tests.calls import room as rooms
from tests.calls.stages.intake.joining import case, close, join, judge


def test_a_case_that_joins_leaves_its_desk_and_both_logs_tell_it(room: rooms.Room) -> None:
    first, second = room.case(room.marcos), room.case()
    answer = join(room, second, first, another_victim="yes", trapped="unknown")
    assert answer["into"] == str(first)
    joined = case(second)
    assert joined.joined_to_id == first
    assert joined.holder is None
    assert case(first).holder == room.marcos
    *_rest, told = log.read(first)
    assert told.kind == "intake.case_joined"
    assert told.data == {
        "other": str(second),
        "reference": joined.reference,
        "another_victim": "yes",
        "other_place": "no",
        "worse": "no",
        "trapped": "unknown",
    }
    *_rest, left = log.read(second)
    assert (left.kind, left.data["other"]) == ("intake.joined_to", str(first))
    assert Hand.objects.filter(case=first, user=room.lucia).exists(), "she may not go on reading"
    shown = {change.id: change.card for change in cards.CaseCards().cards([first, second])}
    assert shown[second] is None
    card = shown[first]
    assert card is not None
    assert card["joined"] == 1
    assert dict(cards.CaseCards().marks(room.now)) == {first: rooms.version(first)}


def test_every_leg_reads_what_the_other_report_adds(room: rooms.Room) -> None:
    first, second = room.case(room.marcos), room.case()
    intake.take_over(room.passage(room.lucia, first), reason="x")
    room.offered(first)
    join(room, second, first, another_victim="yes", worse="yes")
    state = queries.case_state(case(first), actors.person(room.elena))
    line = next(row for row in state["timeline"] if row["kind"] == "intake.case_joined")
    assert case(second).reference in line["text"]
    assert line["text"].count(" · ") == 2
    incident = state["incident"]
    assert [each["reference"] for each in incident["joined"]] == [case(second).reference]
    assert [each["number_of_calls"] for each in incident["joined"]] == [1]
    assert {each["case"] for each in incident["calls"]} == {str(first), str(second)}
    own = queries.case_state(case(second), actors.person(room.lucia))["incident"]
    assert own["joined_to"] == {"id": str(first), "reference": case(first).reference}


@pytest.mark.parametrize(
    ("known", "told", "worse", "after"),
    [
        ("P2", "P0", "yes", "P0"),
        ("P2", None, "yes", "P1"),
        ("P2", "P0", "no", "P2"),
        ("P0", "P3", "yes", "P0"),
        (None, "P0", "yes", "P0"),
        (None, "P1", "yes", None),
    ],
)
def test_worse_makes_the_incident_as_grave_as_the_graver_report(
    known: str | None, told: str | None, worse: str, after: str | None, room: rooms.Room
) -> None:
    first, second = room.case(), room.case()
    for case_id, severity in ((first, known), (second, told)):
        if severity:
            judge(room, case_id, Severity(severity))
    before = case(first).severity_version
    join(room, second, first, worse=worse)
    assert case(first).severity == after
    raised = "intake.severity_raised" in rooms.kinds(first)
    assert raised is (after != known)
    assert (case(first).severity_version > before) is raised
    state = queries.case_state(case(first), actors.person(room.lucia))
    assert bool(state["triage"]["history"]) is bool(after)


def test_one_key_undoes_it_and_both_histories_stay(room: rooms.Room) -> None:
    first, second = room.case(room.marcos), room.case()
    join(room, second, first)
    passage = room.passage(room.marcos, second)
    answer = incidents.separate_case(passage)
    assert (answer["case"], answer["from"]) == (str(second), str(first))
    alone = case(second)
    assert alone.joined_to_id is None
    assert alone.holder == room.marcos, "who separates it holds it"
    assert rooms.kinds(first)[-2:] == ["intake.case_joined", "intake.case_separated"]
    assert rooms.kinds(second)[-2:] == ["intake.joined_to", "intake.case_separated"]
    before = rooms.everything()
    assert incidents.separate_case(passage) == answer, "the same command came again"
    assert rooms.everything() == before
    with pytest.raises(refusals.Refusal) as refused:
        incidents.separate_case(room.passage(room.marcos, second))
    assert (refused.value.code, refused.value.status) == ("not_joined", 409)


def test_what_had_joined_comes_along_and_returns_with_it(room: rooms.Room) -> None:
    small, middle, big, own = (room.case() for _number in range(4))
    join(room, small, middle)
    join(room, own, big)
    join(room, middle, big)
    assert {case(each).joined_to_id for each in (small, middle, own)} == {big}
    incidents.separate_case(room.passage(case_id=middle))
    assert case(small).joined_to_id == middle
    assert case(own).joined_to_id == big
    assert case(middle).joined_to_id is None


def test_chains_are_refused_and_the_end_of_the_chain_is_named(room: rooms.Room) -> None:
    first, second, third = room.case(), room.case(), room.case()
    join(room, second, first)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        join(room, third, second)
    assert refused.value.code == "already_joined"
    assert refused.value.fields == {"into": [str(first), case(first).reference]}
    with pytest.raises(refusals.Refusal) as refused:
        join(room, second, third)
    assert refused.value.fields == {"case": [str(first), case(first).reference]}
    with pytest.raises(refusals.Refusal) as refused:
        join(room, first, second)
    assert refused.value.fields == {"into": [str(first), case(first).reference]}
    with pytest.raises(refusals.NotFound):
        join(room, third, third)
    assert rooms.everything() == before


def test_a_joined_case_is_neither_held_nor_closed_alone(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    join(room, second, first)
    before = rooms.everything()
    acts: list[Any] = [
        lambda: intake.take_over(room.passage(room.marcos, second), reason="x"),
        lambda: close(room, second),
        lambda: closure.dismiss_case(room.passage(case_id=second), outcome=Disposition.HOAX),
    ]
    for act in acts:
        with pytest.raises(refusals.Refusal) as refused:
            act()
        assert refused.value.code == "already_joined"
        assert refused.value.fields == {"case": [str(first), case(first).reference]}
    assert rooms.everything() == before
    close(room, first)
    assert case(second).stage == Stage.CLOSED
    assert case(second).disposition == Disposition.JOINED
    with pytest.raises(refusals.OutOfStage):
        incidents.separate_case(room.passage(case_id=second))


def test_what_a_joined_case_owes_its_incident_must_settle_before_it_ends(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    room.offered(second)
    join(room, second, first)
    with pytest.raises(refusals.Refusal) as refused:
        close(room, first)
    assert refused.value.code == "commitments_open"
    assert case(first).stage != Stage.CLOSED


def test_nobody_joins_what_is_closed_or_not_theirs(room: rooms.Room) -> None:
    first, second, secret = room.case(), room.case(), room.case(room.marcos)
    Case.objects.filter(id=secret).update(covert=True)
    # Who speaks to the same caller would be in it.
    Call.objects.filter(case=secret).update(number="+34611222333")
    before = rooms.everything()
    with pytest.raises(refusals.NotFound):
        join(room, second, secret)
    with pytest.raises(refusals.Forbidden):
        join(room, second, first, room.marcos)
    with pytest.raises(refusals.NotFound):
        join(room, second, uuid4())
    assert rooms.everything() == before
    close(room, first)
    with pytest.raises((refusals.OutOfStage, refusals.NotFound)):
        join(room, second, first)


def test_what_a_covert_case_joins_is_covert_from_then_on(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    Case.objects.filter(id=second).update(covert=True)
    join(room, second, first)
    assert case(first).covert
    assert next(log.read(first, kinds=["intake.case_joined"])).data["covert"] is True
    incidents.separate_case(room.passage(case_id=second))
    assert case(first).covert, "only a supervisor lifts it"


def test_asking_where_the_help_is_is_told_of_its_own(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    join(room, second, first, asks_whereabouts=True)
    assert rooms.kinds(first)[-2:] == ["intake.case_joined", "intake.whereabouts_asked"]


def abandoned(room: rooms.Room) -> UUID:
    """Let a call ring that nobody answers, and give the case it leaves."""
    passage = door.Passage(actor=rooms.GATEWAY, at=room.now)
    call = unanswered.end_call(passage, call_id=room.ring(), ended_by=EndedBy.CALLER)
    call.refresh_from_db()
    assert call.case_id
    return call.case_id


def test_a_caller_who_calls_again_is_no_open_question(room: rooms.Room) -> None:
    gone = abandoned(room)
    assert rooms.owed(gone) == ["intake.abandoned_call"]
    again = room.answered()
    join(room, again, gone)
    assert rooms.owed(gone) == []
    assert Commitment.objects.get(case=gone).result == "called_again"
    assert case(gone).holder == room.lucia, "the incident would be nobody's"


def test_an_abandoned_call_may_join_the_case_its_caller_opened(room: rooms.Room) -> None:
    gone = abandoned(room)
    again = room.answered(room.marcos)
    intake.take_over(room.passage(case_id=gone), reason="")
    join(room, gone, again)
    assert rooms.owed(gone) == []


def test_two_abandoned_calls_are_one_open_question_still(room: rooms.Room) -> None:
    one, other = abandoned(room), abandoned(room)
    intake.take_over(room.passage(case_id=one), reason="")
    join(room, one, other)
    assert rooms.owed(one) == rooms.owed(other) == ["intake.abandoned_call"]


def test_who_has_neither_case_may_not_separate_them(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    join(room, second, first)
    Case.objects.filter(id=first).update(covert=True)
    stranger = room.person("nadia", Role.OPERATOR, "OP9")
    with pytest.raises(refusals.NotFound):
        incidents.separate_case(room.passage(stranger, second))
    assert case(second).joined_to_id == first
