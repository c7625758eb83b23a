"""Who holds a case is told that it is judged otherwise, until they say that they saw it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.kinds import Severity
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.triage import changes, queries, telling
from calls.stages.triage import services as triage
from calls.stages.triage.models import TriageChange
from tests.calls import room as rooms


def shown(case_id: UUID, user: User) -> list[dict[str, Any]]:
    """Give the changes as somebody is shown them."""
    return telling.changes_part(Case.objects.get(id=case_id), actors.person(user))


def judge(room: rooms.Room, case_id: UUID, severity: Severity, user: User | None = None) -> None:
    """Judge by hand."""
    passage = room.passage(user, case_id, base_version=rooms.version(case_id))
    triage.judge_severity(passage, severity=severity, reason="x")


@pytest.fixture
def held(room: rooms.Room) -> UUID:
    """Give a case that health has accepted, and fire was asked and refused."""
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    asked = room.offered(case_id, room.fire)
    transfer.refuse_transfer(room.passage(room.jorge, case_id), offer_id=asked, reason="x")
    return case_id


def test_a_first_judgement_that_nobody_waits_for_is_no_change(room: rooms.Room) -> None:
    case_id = room.case()
    judge(room, case_id, Severity.P2)
    assert not TriageChange.objects.exists()
    judge(room, case_id, Severity.P1)
    change = TriageChange.objects.get()
    assert (change.before["severity"], change.after["severity"]) == ("P2", "P1")
    assert change.waiting == []


def test_every_centre_on_the_case_is_told_once_and_says_that_it_saw(
    room: rooms.Room, held: UUID
) -> None:
    judge(room, held, Severity.P0)
    (seen,) = shown(held, room.elena)
    assert (seen["from"], seen["to"], seen["raised"], seen["mine"]) == (None, "P0", True, True)
    assert seen["waiting"] == [room.health.name]
    assert [each["mine"] for each in shown(held, room.lucia)] == [False]
    card = telling.card_part([held])[held]["changed"]
    assert card == {"seq": seen["seq"], "raised": True, "waiting": [str(room.health.id)]}
    changes.see_change(room.passage(room.elena, held), seq=seen["seq"])
    assert telling.card_part([held])[held]["changed"] is None
    assert rooms.kinds(held)[-1] == "triage.change_seen"


def test_what_a_desk_judges_the_holder_is_told_and_nobody_sees_it_for_them(
    room: rooms.Room, held: UUID
) -> None:
    judge(room, held, Severity.P0, room.elena)
    (seen,) = shown(held, room.lucia)
    assert seen["mine"]
    assert [each["mine"] for each in shown(held, room.elena)] == [False]
    before = rooms.everything()
    for user in (room.elena, room.jorge):
        with pytest.raises(refusals.Refusal):
            changes.see_change(room.passage(user, held), seq=seen["seq"])
    assert rooms.everything() == before
    intake.take_over(room.passage(room.carmen, held), reason="relevo")
    with pytest.raises(refusals.Forbidden):
        changes.see_change(room.passage(case_id=held), seq=seen["seq"])
    changes.see_change(room.passage(room.carmen, held), seq=seen["seq"])
    assert [each["mine"] for each in shown(held, room.carmen)] == [False]


def test_seeing_the_last_change_is_seeing_those_before_it(room: rooms.Room, held: UUID) -> None:
    for severity in (Severity.P2, Severity.P1, Severity.P0):
        judge(room, held, severity)
    first, *_rest, last = sorted(each["seq"] for each in shown(held, room.elena))
    changes.see_change(room.passage(room.elena, held), seq=last)
    with pytest.raises(refusals.Invalid) as refused:
        changes.see_change(room.passage(room.elena, held), seq=first)
    assert set(refused.value.fields) == {"seq"}


def test_an_answer_put_right_says_what_it_was_and_whom_it_calls_for_besides(
    room: rooms.Room, held: UUID
) -> None:
    triage.start_protocol(room.passage(case_id=held), protocol="unconscious")
    for question, answer in (("awake", "no"), ("breathing", "yes")):
        triage.answer_question(room.passage(case_id=held), question=question, answer=answer)
    stood = TriageChange.objects.latest("seq")
    triage.answer_question(room.passage(case_id=held), question="breathing", answer="no")
    change = TriageChange.objects.latest("seq")
    assert change.before["determinant"] == stood.after["determinant"]
    assert change.after["severity"] == "P0"
    assert {"question": "breathing", "before": "yes", "after": "no"} in change.answers
    reasons = queries.case_part(Case.objects.get(id=held), rooms.GATEWAY)["changed"]
    newest = next(each for each in reasons if each["seq"] == change.seq)
    assert newest["was"] != newest["is"]
    assert newest["answers"][0]["before"]
