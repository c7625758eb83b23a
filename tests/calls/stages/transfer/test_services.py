"""Centres are asked, answer, or do not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import door, refusals
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case, Commitment, Leg
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.support import together


def test_help_needs_a_place_and_a_reason_and_no_more(room: rooms.Room) -> None:
    case_id = room.answered()
    before = rooms.everything()
    with pytest.raises(refusals.Invalid) as refused:
        room.offered(case_id)
    assert set(refused.value.fields) == {"location_text", "complaint_text"}
    assert rooms.everything() == before
    intake.record_intake(
        room.passage(case_id=case_id, base_version=1),
        **rooms.NOWHERE
        | {"location": {"location_text": "por la A-62"}, "complaint": {"complaint_text": "humo"}},
    )
    offer = Offer.objects.get(id=room.offered(case_id))
    assert (offer.state, offer.centre) == ("offered", room.health)
    assert Case.objects.get(id=case_id).stage == Stage.TRANSFER
    assert Leg.objects.get(case=case_id).centre == room.health


@pytest.mark.parametrize(
    ("severity", "seconds"),
    [(None, 60), (Severity.P0, 45), (Severity.P1, 60), (Severity.P2, 180), (Severity.P4, 180)],
)
def test_the_graver_the_case_the_sooner_an_answer_is_owed(
    severity: Severity | None, seconds: int, room: rooms.Room
) -> None:
    case_id = room.case()
    if severity:
        passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
        triage.judge_severity(passage, severity=severity, reason="así")
    room.offered(case_id)
    promise = Commitment.objects.get(case=case_id)
    assert (promise.kind, promise.holder_centre) == ("transfer.answer", room.health)
    assert promise.due_at == room.now + timedelta(seconds=seconds)


def test_the_most_local_centre_of_an_agency_is_asked(room: rooms.Room) -> None:
    local = room.centre("health")
    local.jurisdictions.update(level="province", code="37")
    answer = transfer.offer_transfer(room.passage(case_id=room.case()), agency="health")
    assert Offer.objects.get(id=answer["offer"]).centre == local


def test_a_centre_is_asked_once_until_it_says_no(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        room.offered(case_id)
    assert (refused.value.code, refused.value.status) == ("already_offered", 409)
    assert rooms.everything() == before
    transfer.refuse_transfer(room.passage(room.elena, case_id), offer_id=offer, reason="llena")
    assert rooms.owed(case_id) == ["transfer.other_way"]
    room.offered(case_id)
    assert rooms.owed(case_id) == ["transfer.answer"]


def test_ten_offers_to_one_centre_at_once_are_one(room: rooms.Room) -> None:
    case_id = room.case()

    def offer() -> door.Answer:
        passage = room.passage(case_id=case_id)
        return rooms.insist(lambda: transfer.offer_transfer(passage, agency="health"))

    answers = together.at_once([offer] * 10)
    refused = [answer for answer in answers if isinstance(answer, refusals.Refusal)]
    assert [refusal.code for refusal in refused] == ["already_offered"] * 9
    assert Offer.objects.count() == 1


def test_another_agency_does_not_settle_what_is_owed_for_the_first(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.refuse_transfer(room.passage(room.elena, case_id), offer_id=offer, reason="llena")
    room.offered(case_id, room.fire)
    assert rooms.owed(case_id) == ["transfer.answer", "transfer.other_way"]
    room.offered(case_id, room.centre("health"))
    assert rooms.owed(case_id) == ["transfer.answer", "transfer.answer"]


def test_accepting_moves_the_work_on_and_owes_a_unit(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    room.later(seconds=20)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    row = Offer.objects.get(id=offer)
    assert (row.state, row.answered_by, row.answered_at) == ("accepted", room.elena, room.now)
    assert Case.objects.get(id=case_id).stage == Stage.FOLLOWUP
    assert Leg.objects.get(case=case_id).accepted_at == room.now
    promise = Commitment.objects.get(case=case_id, settled_at=None)
    assert (promise.kind, promise.holder_centre) == ("transfer.mobilise", room.health)
    assert Commitment.objects.get(kind="transfer.answer").result == "accepted"


def test_a_desk_answers_for_its_own_centre_alone(room: rooms.Room) -> None:
    case_id = room.case()
    offer, other = room.offered(case_id), room.offered(case_id, room.fire)
    before = rooms.everything()
    with pytest.raises(refusals.NotFound):
        transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=other)
    with pytest.raises(refusals.NotFound):
        transfer.refuse_transfer(room.passage(room.jorge, case_id), offer_id=offer, reason="x")
    with pytest.raises(refusals.Forbidden):
        transfer.accept_transfer(room.passage(case_id=case_id), offer_id=offer)
    assert rooms.everything() == before


def test_an_answer_is_given_once(room: rooms.Room) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    before = rooms.everything()
    acts: tuple[Callable[[], door.Answer], ...] = (
        lambda: transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer),
        lambda: transfer.refuse_transfer(
            room.passage(room.elena, case_id), offer_id=offer, reason="x"
        ),
    )
    for act in acts:
        with pytest.raises(refusals.OutOfStage):
            act()
    assert rooms.everything() == before


def test_an_acceptance_that_races_the_deadline_is_always_taken(room: rooms.Room) -> None:
    cases = [room.case() for _ in range(4)]
    offers = {case_id: room.offered(case_id) for case_id in cases}
    room.later(minutes=2)

    def accept(case_id: UUID, offer: UUID) -> None:
        passage = room.passage(room.elena, case_id)
        rooms.insist(lambda: transfer.accept_transfer(passage, offer_id=offer))

    acts: list[Callable[[], Any]] = [room.sweep, room.sweep]
    acts += [functools.partial(accept, *pair) for pair in offers.items()]
    results = together.at_once(acts)
    assert not [result for result in results if isinstance(result, Exception)]
    room.sweep()
    for case_id in cases:
        assert Offer.objects.get(case=case_id).state == "accepted"
        assert rooms.owed(case_id) == ["transfer.mobilise"]
        assert rooms.kinds(case_id).count("transfer.offer_expired") <= 1


def test_withdrawing_ends_what_was_owed_and_the_desk_can_no_longer_accept(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    offer = room.offered(case_id)
    transfer.withdraw_transfer(room.passage(case_id=case_id), offer_id=offer, reason="ya no")
    assert rooms.owed(case_id) == []
    with pytest.raises(refusals.OutOfStage):
        transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer)
    with pytest.raises(refusals.NotFound):
        transfer.withdraw_transfer(room.passage(case_id=case_id), offer_id=offer, reason="x")
    with pytest.raises(refusals.NotFound):
        transfer.withdraw_transfer(room.passage(case_id=case_id), offer_id=UUID(int=1), reason="x")
