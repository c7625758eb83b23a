"""Guessing is slowed down where it comes from, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calls.people import throttle
from calls.people.credentials import Attempt
from tests.calls import room as rooms
from tests.support import clones

HERE, ELSEWHERE = "192.0.2.10", "198.51.100.7"
AT = rooms.NOON


def tried(account: str = "lucia", source: str = HERE, *, after: float = 0) -> throttle.Verdict:
    """Try and fail, so many seconds later."""
    return throttle.begin(account=account, source=source, at=AT + timedelta(seconds=after))


def test_the_first_tries_are_free_and_the_next_ones_wait_ever_longer(
    database: clones.Clone,
) -> None:
    assert [tried().wait for _ in range(throttle.FREE)] == [throttle.NOW] * throttle.FREE
    waits = []
    at = 0.0
    for _ in range(9):
        wait = tried(after=at).wait
        assert wait > throttle.NOW
        waits.append(wait)
        at += wait.total_seconds()
        assert tried(after=at).wait == throttle.NOW
    assert waits[0] == throttle.FIRST_LOCK
    assert waits == sorted(waits)
    assert waits[-1] == throttle.LONGEST_LOCK


def test_the_try_that_will_cost_a_lock_says_so(database: clones.Clone) -> None:
    assert [tried().locks for _ in range(throttle.FREE)] == [False] * (throttle.FREE - 1) + [True]


def test_a_flood_from_elsewhere_locks_nobody_out_at_their_own_desk(database: clones.Clone) -> None:
    for _ in range(200):
        tried(source=ELSEWHERE)
    assert tried(source=ELSEWHERE).wait > throttle.NOW
    assert tried(source=HERE).wait == throttle.NOW


def test_a_source_that_tries_one_name_after_another_is_stopped(database: clones.Clone) -> None:
    waits = [tried(f"name{number}").wait for number in range(throttle.FREE_OF_A_SOURCE + 5)]
    assert set(waits[: throttle.FREE_OF_A_SOURCE]) == {throttle.NOW}
    assert min(waits[throttle.FREE_OF_A_SOURCE :]) > throttle.NOW
    assert Attempt.objects.count() == throttle.FREE_OF_A_SOURCE + 1


def test_whoever_has_signed_in_from_there_before_does_not_wait_for_a_stopped_source(
    database: clones.Clone,
) -> None:
    tried("lucia")
    throttle.succeeded(account="lucia", source=HERE, at=AT)
    for number in range(throttle.FREE_OF_A_SOURCE + 5):
        tried(f"name{number}")
    assert tried("marcos").wait > throttle.NOW
    verdict = tried("lucia")
    assert (verdict.wait, verdict.known) == (throttle.NOW, True)


def test_signing_in_forgets_the_failures(database: clones.Clone) -> None:
    for _ in range(throttle.FREE - 1):
        tried()
    throttle.succeeded(account="lucia", source=HERE, at=AT)
    assert [tried().wait for _ in range(throttle.FREE)] == [throttle.NOW] * throttle.FREE


def test_after_a_quiet_half_hour_the_count_begins_anew(database: clones.Clone) -> None:
    for _ in range(throttle.FREE):
        tried()
    later = throttle.FORGOTTEN_AFTER.total_seconds() + 1
    assert not tried(after=later).locks


def test_a_supervisor_lets_somebody_try_again_at_once(room: rooms.Room) -> None:
    for _ in range(throttle.FREE):
        tried("lucia")
        tried("marcos")
    users = [room.lucia, room.marcos, room.carmen]
    assert set(throttle.locked(users, at=AT)) == {room.lucia.id, room.marcos.id}
    throttle.unlock(user=room.lucia, at=AT)
    assert tried("lucia").wait == throttle.NOW
    assert set(throttle.locked(users, at=AT)) == {room.marcos.id}
    assert not throttle.locked(users, at=AT + throttle.LONGEST_LOCK)


def test_what_was_typed_as_a_name_is_not_kept(database: clones.Clone) -> None:
    tried("my-password-by-mistake")
    assert "my-password" not in str(list(Attempt.objects.values()))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        (None, "", True),
        ("evil", None, True),
    ],
)
def test_a_household_of_addresses_is_one_source(
    one: str | None, other: str | None, *, same: bool
) -> None:
    assert (throttle.network(one) == throttle.network(other)) is same


def test_old_rows_are_tidied_away(database: clones.Clone) -> None:
    tried("stranger", ELSEWHERE)
    throttle.succeeded(account="lucia", source=HERE, at=AT)
    throttle.succeeded(account="lucia", source=HERE, at=AT + timedelta(days=2))
    assert set(Attempt.objects.values_list("source", flat=True)) == {HERE}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["try", "succeed"]),
            st.sampled_from([HERE, ELSEWHERE]),
            st.integers(0, 1200),
        ),
        max_size=40,
    )
)
def test_no_more_than_the_free_tries_ever_pass_within_the_first_lock(
    database: clones.Clone, moves: list[tuple[str, str, int]]
) -> None:
    Attempt.objects.all().delete()
    at = AT
    passed: dict[str, list[float]] = {HERE: [], ELSEWHERE: []}
    for what, source, seconds in moves:
        at += timedelta(seconds=seconds / 40)
        if what == "succeed":
            throttle.succeeded(account="lucia", source=source, at=at)
            passed[source].clear()
        elif throttle.begin(account="lucia", source=source, at=at).wait == throttle.NOW:
            passed[source].append(at.timestamp())
            recent = [
                moment
                for moment in passed[source]
                if at.timestamp() - moment < throttle.FIRST_LOCK.total_seconds()
            ]
            assert len(recent) <= throttle.FREE
