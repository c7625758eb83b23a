"""The hub: what it keeps, what it tells, and when."""

from __future__ import annotations

import json
from uuid import UUID

from calls.casefile import registry
from calls.live import frames, hub, mailbox
from tests.calls.live import browser

A = UUID("01890000-0000-7000-8000-00000000000a")
B = UUID("01890000-0000-7000-8000-00000000000b")


def case(identifier: UUID, version: int, *topics: str, gone: bool = False) -> registry.Change:
    return registry.Change(
        kind="case",
        id=identifier,
        version=version,
        topics=topics or ("board",),
        card=None if gone else {"version": version},
    )


def room() -> tuple[hub.Hub, browser.Timers]:
    timers = browser.Timers()
    return hub.Hub(later=timers), timers


def drained(box: mailbox.Mailbox) -> list[dict[str, object]]:
    return [json.loads(frame) for frame in browser.drain(box)]


def test_an_older_or_equal_version_changes_nothing() -> None:
    board, _ = room()
    assert board.apply(case(A, 2))
    assert not board.apply(case(A, 2, "covert"))
    assert not board.apply(case(A, 1, "covert"))
    assert board.digest("covert") == 0
    assert board.digest("board") == frames.mark("case", str(A), 2)


def test_the_first_change_leaves_at_once_and_later_ones_share_a_frame() -> None:
    board, timers = room()
    box = mailbox.Mailbox()
    board.join(box, ["board"])
    browser.drain(box)
    board.apply(case(A, 1))
    assert len(box) == 1
    for version in range(2, 7):
        board.apply(case(A, version))
        board.apply(case(B, version))
    assert len(box) == 1
    timers.advance(hub.COALESCE_SECONDS)
    _, second = drained(box)
    assert [(thing["id"], thing["version"]) for thing in second["objects"]] == [  # type: ignore[attr-defined]  # a frame is JSON
        (str(A), 6),
        (str(B), 6),
    ]
    timers.advance(hub.COALESCE_SECONDS)
    board.apply(case(A, 9))
    assert len(box) == 1, "after a quiet tenth of a second a change is a first one again"


def test_a_case_that_becomes_covert_leaves_the_board() -> None:
    board, _ = room()
    operator, supervisor = browser.Browser(board, ["board"]), browser.Browser(board, ["covert"])
    board.apply(case(A, 1, "board", "centre:x"))
    board.apply(case(A, 2, "covert"))
    board.flush()
    assert operator.sees("board") == {}
    assert supervisor.sees("covert") == {("case", str(A)): 2}
    assert board.digest("board") == board.digest("centre:x") == 0


def test_a_late_message_does_not_revive_what_was_closed() -> None:
    board, _ = room()
    board.apply(case(A, 3))
    board.apply(case(A, 5, gone=True))
    assert not board.apply(case(A, 4))
    assert board.digest("board") == 0
    assert board.apply(case(A, 6)), "a reopened case comes back"


def test_a_reading_names_what_is_newer_in_the_database_only() -> None:
    board, _ = room()
    board.apply(case(A, 3))
    since = board.turn
    assert board.stale("case", [(A, 3), (B, 1)], since=since) == [B]
    assert board.stale("case", [(A, 4)], since=since) == [A]
    assert board.stale("case", [(A, 2)], since=since) == [A], "the database has the last word"


def test_what_was_told_during_a_reading_outlives_it() -> None:
    board, _ = room()
    board.apply(case(A, 1))
    since = board.turn
    board.apply(case(A, 2))
    board.apply(case(B, 1))
    assert board.stale("case", [(A, 1)], since=since) == []
    board.retain("case", [], since=since)
    assert (
        board.digest("board")
        == (frames.mark("case", str(A), 2) + frames.mark("case", str(B), 1)) & frames.MASK
    )


def test_what_was_closed_during_a_reading_stays_closed() -> None:
    board, _ = room()
    board.apply(case(A, 1))
    since = board.turn
    board.apply(case(A, 2, gone=True))
    assert board.stale("case", [(A, 1)], since=since) == []
    assert not board.apply(case(A, 1), read_since=since)


def test_a_thing_that_was_dropped_by_mistake_comes_back_with_the_same_version() -> None:
    board, _ = room()
    board.apply(case(A, 4))
    board.retain("case", [], since=board.turn)
    assert board.stale("case", [(A, 4)], since=board.turn) == [A]
    assert board.apply(case(A, 4), read_since=board.turn)
    assert board.digest("board") == frames.mark("case", str(A), 4)


def test_a_reading_drops_only_its_own_kind() -> None:
    board, _ = room()
    board.apply(case(A, 1))
    board.retain("unit", [], since=board.turn)
    assert board.digest("board") != 0


def test_a_full_mailbox_ends_its_socket_and_delays_nobody() -> None:
    board, _ = room()
    stuck, reading = mailbox.Mailbox(limit=3), browser.Browser(board, ["board"])
    board.join(stuck, ["board"])
    for version in range(1, 10):
        board.apply(case(A, version))
        board.flush()
        reading.read()
    assert stuck.close_code == hub.OVERFLOW
    assert len(stuck) == 0, "what it did not take is thrown away"
    assert reading.sees("board") == {("case", str(A)): 9}
    assert board.sizes()["readers"] == 1


def test_a_fetch_is_answered_behind_the_frame_that_waits() -> None:
    board, timers = room()
    box = mailbox.Mailbox()
    board.join(box, ["board"])
    board.apply(case(A, 1))
    board.apply(case(B, 1))
    browser.drain(box)
    board.fetch(box, "board")
    assert len(box) == 0
    timers.advance(hub.COALESCE_SECONDS)
    assert [frame["t"] for frame in drained(box)] == ["changes", "snapshot"]


def test_a_newcomer_is_never_told_again_what_the_snapshot_told() -> None:
    board, timers = room()
    board.join(mailbox.Mailbox(), ["board"])
    board.apply(case(A, 1))
    board.apply(case(B, 1))
    box = mailbox.Mailbox()
    board.join(box, ["board"])
    timers.advance(1)
    (only,) = drained(box)
    assert only["t"] == "snapshot"
    assert len(only["objects"]) == 2  # type: ignore[arg-type]  # a frame is JSON


def test_a_fetch_for_a_topic_of_somebody_else_gives_nothing() -> None:
    board, _ = room()
    box = mailbox.Mailbox()
    board.join(box, ["board"])
    browser.drain(box)
    board.fetch(box, "covert")
    assert len(box) == 0


def test_a_tick_tells_what_the_socket_was_told() -> None:
    board, _ = room()
    reading = browser.Browser(board, ["board", "covert"])
    board.apply(case(A, 1, "board"))
    board.apply(case(A, 2, "board"))
    board.apply(case(B, 1, "covert"))
    board.tick(now=browser.NOON, lag_ms=7)
    reading.read()
    assert reading.wrong_ticks == 0
    assert reading.last_tick == {
        "t": "tick",
        "now": "2026-01-02T12:00:00.000Z",
        "lag_ms": 7,
        "digests": {
            "board": frames.mark("case", str(A), 2),
            "covert": frames.mark("case", str(B), 1),
        },
    }


def test_nothing_is_kept_for_topics_nobody_needs() -> None:
    board, timers = room()
    reading = browser.Browser(board, ["user:1"])
    board.apply(case(A, 1, "board", "centre:x"))
    board.apply(case(A, 2, gone=True))
    board.leave(reading.box)
    for _ in range(hub.MEMORY):
        board.tick(now=browser.NOON, lag_ms=0)
    timers.advance(1)
    timers.advance(1)
    assert board.sizes() == {"things": 0, "gone": 0, "boards": 0, "readers": 0}
