"""What is owed: late once, whoever sweeps, and never forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from calls.casefile import commitments, door, log, refusals
from calls.casefile.kinds import Disposition
from calls.casefile.models import Commitment
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from tests.calls import room as rooms
from tests.support import clones, together


def offered(room: rooms.Room, count: int) -> list[UUID]:
    """Give cases that health was asked to take, and has not answered."""
    cases = [room.case() for _ in range(count)]
    for case_id in cases:
        room.offered(case_id)
    return cases


def test_nothing_lapses_before_it_is_due(room: rooms.Room) -> None:
    (case_id,) = offered(room, 1)
    room.later(seconds=59)
    assert room.sweep() == 0
    room.later(seconds=1)
    assert room.sweep() == 1
    assert room.sweep() == 0
    assert rooms.kinds(case_id)[-1] == "transfer.offer_expired"


def test_a_late_offer_leaves_its_operator_owing_another_way(room: rooms.Room) -> None:
    (case_id,) = offered(room, 1)
    room.later(minutes=2)
    room.sweep()
    assert Offer.objects.get().state == "expired"
    promise = Commitment.objects.get(case=case_id, settled_at=None)
    assert (promise.kind, promise.holder_user) == ("transfer.other_way", room.lucia)
    assert promise.due_at == room.now + timedelta(minutes=2)
    settled = Commitment.objects.get(case=case_id, kind="transfer.answer")
    assert (settled.result, settled.settled_at) == ("expired", room.now)
    assert settled.settled_seq == promise.opened_seq == rooms.version(case_id)


def test_four_sweepers_at_once_let_each_late_offer_expire_once(room: rooms.Room) -> None:
    cases = offered(room, 6)
    room.later(minutes=2)
    first = together.at_once([room.sweep] * 4)
    counts = [count for count in first if isinstance(count, int)]
    assert len(counts) == 4, first
    assert sum(counts) + room.sweep() == 6
    for case_id in cases:
        assert rooms.kinds(case_id).count("transfer.offer_expired") == 1
        assert rooms.owed(case_id) == ["transfer.other_way"]


def test_a_case_somebody_writes_to_is_passed_by_and_done_the_next_second(
    room: rooms.Room, database: clones.Clone
) -> None:
    busy, free = offered(room, 2)
    room.later(minutes=2)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")
    with database.connect() as other, other.transaction():
        other.execute("SELECT 1 FROM casefile_case WHERE id = %s FOR UPDATE", [busy])
        begun = time.monotonic()
        assert room.sweep() == 1
        assert time.monotonic() - begun < 10, "the sweeper waited"
        assert rooms.owed(busy) == ["transfer.answer"]
    assert rooms.owed(free) == ["transfer.other_way"]
    assert room.sweep() == 1
    assert rooms.owed(busy) == ["transfer.other_way"]


def test_a_promise_that_stays_open_is_late_once_and_goes_on_being_owed(room: rooms.Room) -> None:
    case_id = room.case()
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    room.later(minutes=6)
    assert (room.sweep(), room.sweep()) == (1, 0)
    promise = Commitment.objects.get(case=case_id)
    assert (promise.lapsed_at, promise.settled_at) == (room.now, None)


def test_a_late_acceptance_is_taken_and_said_to_be_late(room: rooms.Room) -> None:
    (case_id,) = offered(room, 1)
    room.later(minutes=2)
    room.sweep()
    room.later(minutes=1)
    offer = Offer.objects.get()
    transfer.accept_transfer(room.passage(room.elena, case_id), offer_id=offer.id)
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at) == ("accepted", room.now)
    assert [*log.read(case_id)][-1].data["late"] is True
    assert rooms.owed(case_id) == ["transfer.mobilise"]


def test_nothing_closes_while_anything_is_owed_and_it_is_named(room: rooms.Room) -> None:
    (case_id,) = offered(room, 1)
    followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    ends: tuple[Callable[[], door.Answer], ...] = (
        lambda: closure.close_case(
            room.passage(case_id=case_id), disposition=Disposition.DECEASED, summary="x"
        ),
        lambda: closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.HOAX),
    )
    for end in ends:
        before = rooms.everything()
        with pytest.raises(refusals.Refusal) as refused:
            end()
        assert (refused.value.code, refused.value.status) == ("commitments_open", 409)
        assert len(refused.value.fields["commitments"]) == 2
        assert rooms.everything() == before


def test_a_case_closed_since_the_sweeper_looked_is_left_alone(room: rooms.Room) -> None:
    case_id = room.case()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    before = rooms.everything()
    assert commitments._lapse(case_id, UUID(int=1), room.now) == 0
    assert rooms.everything() == before
