"""Two reports become one incident and two again; a call tells of two; a closed case goes on."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile import cards, door, log, refusals
from calls.casefile.kinds import Disposition, EndedBy, Severity, Stage
from calls.casefile.models import Case, Commitment, Hand
from calls.live import queries
from calls.people import actor as actors
from calls.people.models import Role, User
from calls.stages.closure import services as closure
from calls.stages.intake import incidents, unanswered
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms

NOTHING_NEW = {"another_victim": "no", "other_place": "no", "worse": "no"}


def join(
    room: rooms.Room, case_id: UUID, into: UUID, user: User | None = None, **told: Any
) -> dict[str, Any]:
    """Let a case join another as its operator does."""
    passage = dataclasses.replace(room.passage(user, case_id), other_id=into)
    asks = told.pop("asks_whereabouts", False)
    return incidents.join_case(passage, told=NOTHING_NEW | told, asks_whereabouts=asks)


def judge(room: rooms.Room, case_id: UUID, severity: Severity) -> None:
    """Judge a case."""
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    triage.judge_severity(passage, severity=severity, reason="visto")


def close(room: rooms.Room, case_id: UUID) -> None:
    """Close a case."""
    closure.close_case(
        room.passage(case_id=case_id), disposition=Disposition.RESOLVED_ON_SCENE, summary="x"
    )


def case(case_id: UUID) -> Case:
    """Give a case as it stands."""
    return Case.objects.get(id=case_id)


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


def test_one_call_tells_of_two_incidents(room: rooms.Room) -> None:
    first = room.case()
    Case.objects.filter(id=first).update(caller_name="Ana", caller_kind="witness")
    answer = incidents.split_case(room.passage(case_id=first))
    second = case(UUID(answer["case"]))
    assert second.id != first
    assert (second.origin_id, second.origin_kind) == (first, "split")
    assert (second.caller_name, second.caller_kind) == ("Ana", "witness")
    assert second.callback_number == case(first).callback_number != ""
    assert second.location_text == second.complaint_text == ""
    assert second.holder == room.lucia
    assert rooms.version(second.id) == answer["version"]
    assert rooms.kinds(first)[-1] == "intake.case_split"
    opened = [next(log.read(each, kinds=["intake.case_opened"])) for each in (first, second.id)]
    assert opened[0].data["call"] == opened[1].data["call"]
    incident = queries.case_state(second, actors.person(room.lucia))["incident"]
    assert incident["origin"] == {
        "id": str(first),
        "reference": case(first).reference,
        "kind": "split",
    }
    assert [call["case"] for call in incident["calls"]] == [str(second.id)]
    again = incidents.split_case(room.passage(case_id=second.id))
    assert case(UUID(again["case"])).origin_id == second.id
    join(room, second.id, first)
    assert case(second.id).joined_to_id == first


def test_a_new_call_goes_on_where_a_closed_case_ended(room: rooms.Room) -> None:
    first, second = room.case(room.marcos), room.case()
    closure.close_case(
        room.passage(room.marcos, first), disposition=Disposition.NOTHING_FOUND, summary="x"
    )
    ended = rooms.kinds(first)
    answer = incidents.continue_case(room.passage(case_id=second), closed_id=first)
    assert answer["origin"] == str(first)
    assert (case(second).origin_id, case(second).origin_kind) == (first, "continuation")
    assert rooms.kinds(second)[-1] == "intake.case_continued"
    assert rooms.kinds(first) == ended
    version = rooms.version(second)
    incidents.continue_case(room.passage(case_id=second), closed_id=first)
    assert rooms.version(second) == version


def test_only_a_closed_case_that_one_may_know_of_goes_on(room: rooms.Room) -> None:
    still_open, secret, old, second = (
        room.case(room.marcos),
        room.case(room.marcos),
        room.case(room.marcos),
        room.case(),
    )
    for case_id in (secret, old):
        closure.close_case(
            room.passage(room.marcos, case_id), disposition=Disposition.NOTHING_FOUND, summary="x"
        )
    Case.objects.filter(id=secret).update(covert=True)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        incidents.continue_case(room.passage(case_id=second), closed_id=still_open)
    assert (refused.value.code, refused.value.status) == ("still_open", 409)
    with pytest.raises(refusals.NotFound):
        incidents.continue_case(room.passage(case_id=second), closed_id=secret)
    room.later(hours=25)
    for unknown in (old, second, uuid4()):
        with pytest.raises(refusals.NotFound):
            incidents.continue_case(room.passage(case_id=second), closed_id=unknown)
    assert rooms.everything() == before
    split = UUID(incidents.split_case(room.passage(case_id=second))["case"])
    close(room, second)
    with pytest.raises(refusals.Refusal) as refused:
        incidents.continue_case(room.passage(case_id=split), closed_id=second)
    assert refused.value.code == "split_off"


def test_who_has_neither_case_may_not_separate_them(room: rooms.Room) -> None:
    first, second = room.case(), room.case()
    join(room, second, first)
    Case.objects.filter(id=first).update(covert=True)
    stranger = room.person("nadia", Role.OPERATOR, "OP9")
    with pytest.raises(refusals.NotFound):
        incidents.separate_case(room.passage(stranger, second))
    assert case(second).joined_to_id == first
