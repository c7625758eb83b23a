"""Snapshot and frames together are the fresh snapshot, whatever is lost on the way."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from calls.casefile import registry
from calls.live import hub
from tests.calls.live import browser

TOPICS = ["board", "covert", "centre:1", "user:1"]
IDS = [UUID(int=number) for number in range(1, 5)]
KINDS = ["case", "call"]
Key = tuple[str, UUID]


@dataclasses.dataclass
class Row:
    version: int
    topics: tuple[str, ...]
    open: bool


class Boards(RuleBasedStateMachine):
    """A database, messages that get lost, late and mixed up, and browsers that come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.timers = browser.Timers()
        self.hub = hub.Hub(later=self.timers)
        self.rows: dict[Key, Row] = {}
        self.messages: list[registry.Change] = []
        self.browsers: list[browser.Browser] = []
        self.reading: tuple[str, int, list[tuple[UUID, int]]] | None = None

    def change(self, key: Key) -> registry.Change:
        row = self.rows[key]
        card = {"version": row.version} if row.open else None
        return registry.Change(*key, row.version, row.topics, card)

    def marks(self, kind: str) -> list[tuple[UUID, int]]:
        return [
            (key[1], row.version) for key, row in self.rows.items() if row.open and key[0] == kind
        ]

    @rule(
        key=st.tuples(st.sampled_from(KINDS), st.sampled_from(IDS)),
        topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=3),
        opened=st.sampled_from([True, True, True, False]),
        at_once=st.booleans(),
    )
    def commit(self, *, key: Key, topics: list[str], opened: bool, at_once: bool) -> None:
        known = self.rows.get(key)
        version = known.version + 1 if known else 1
        self.rows[key] = Row(version, tuple(topics), opened)
        if at_once:
            self.hub.apply(self.change(key))
        else:
            self.messages.append(self.change(key))

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), lost=st.booleans())
    def deliver(self, data: st.DataObject, *, lost: bool) -> None:
        index = data.draw(st.integers(0, len(self.messages) - 1))
        message = self.messages.pop(index)
        if not lost:
            self.hub.apply(message)

    @rule(
        topics=st.lists(st.sampled_from(TOPICS), unique=True, min_size=1), limit=st.integers(8, 64)
    )
    def open_browser(self, topics: list[str], limit: int) -> None:
        self.browsers.append(browser.Browser(self.hub, topics, limit=limit))

    @precondition(lambda self: self.browsers)
    @rule(data=st.data())
    def close_browser(self, data: st.DataObject) -> None:
        gone = self.browsers.pop(data.draw(st.integers(0, len(self.browsers) - 1)))
        self.hub.leave(gone.box)

    @precondition(lambda self: self.browsers)
    @rule(data=st.data(), most=st.integers(1, 3))
    def read_some(self, data: st.DataObject, most: int) -> None:
        data.draw(st.sampled_from(self.browsers)).read(most)

    @precondition(lambda self: self.browsers)
    @rule(data=st.data(), topic=st.sampled_from(TOPICS))
    def fetch(self, data: st.DataObject, topic: str) -> None:
        self.hub.fetch(data.draw(st.sampled_from(self.browsers)).box, topic)

    @rule(seconds=st.sampled_from([0.03, 0.1, 1.0]))
    def wait(self, seconds: float) -> None:
        self.timers.advance(seconds)

    @rule(heard=st.booleans())
    def tick(self, *, heard: bool) -> None:
        self.hub.tick(now=browser.NOON, lag_ms=0)
        for reader in self.browsers if heard else ():
            reader.read()

    @precondition(lambda self: self.reading is None)
    @rule(kind=st.sampled_from(KINDS))
    def begin_reading(self, kind: str) -> None:
        self.reading = kind, self.hub.turn, self.marks(kind)

    @precondition(lambda self: self.reading is not None)
    @rule()
    def end_reading(self) -> None:
        assert self.reading is not None
        self.settle(*self.reading)
        self.reading = None

    def settle(self, kind: str, since: int, marks: list[tuple[UUID, int]]) -> None:
        for identifier in self.hub.stale(kind, marks, since=since):
            self.hub.apply(self.change((kind, identifier)), read_since=since)
        self.hub.retain(kind, [identifier for identifier, _ in marks], since=since)

    @invariant()
    def no_browser_was_ever_told_a_wrong_digest(self) -> None:
        assert all(reader.wrong_ticks == 0 for reader in self.browsers)

    @invariant()
    def whoever_has_heard_everything_sees_the_fresh_snapshot(self) -> None:
        snapshots = {topic: self.fresh(topic) for topic in TOPICS}
        for reader in self.browsers:
            if reader.box.close_code is not None or len(reader.box):
                continue
            # Nothing waits for this reader, but a frame may still wait for company.
            if self.timers.idle:
                for topic in reader.topics:
                    assert reader.sees(topic) == snapshots[topic]

    def teardown(self) -> None:
        for kind in KINDS:
            self.settle(kind, self.hub.turn, self.marks(kind))
        self.hub.flush()
        for reader in self.browsers:
            if reader.box.close_code is None:
                for topic in reader.topics:
                    assert reader.sees(topic) == self.fresh(topic) == self.expected(topic)
        self.hub.tick(now=browser.NOON, lag_ms=0)
        for reader in self.browsers:
            reader.read()
            assert reader.wrong_ticks == 0

    def fresh(self, topic: str) -> dict[tuple[str, str], int]:
        return dict(_versions(self.hub.snapshot(topic)))

    def expected(self, topic: str) -> dict[tuple[str, str], int]:
        return {
            (kind, str(identifier)): row.version
            for (kind, identifier), row in self.rows.items()
            if row.open and topic in row.topics
        }


def _versions(snapshot: str) -> Iterator[tuple[tuple[str, str], int]]:
    for thing in json.loads(snapshot)["objects"]:
        yield (thing["kind"], thing["id"]), thing["version"]


Boards.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestBoardsAgree = Boards.TestCase
