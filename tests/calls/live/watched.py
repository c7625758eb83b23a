"""A room watched between any two commands: what was told must be what stands."""

from __future__ import annotations

import collections
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from calls.casefile import announce, door, registry
from calls.casefile.models import Event
from calls.directory.models import OperationsCentre
from calls.live import hub, messages, topics
from calls.people.models import User
from tests.calls import room as rooms
from tests.calls.live import browser

COMMON = 2
Cards = dict[tuple[str, str], Any]
# What hangs on other things is read each second and told by nobody: what earlier calls of its
# number add to a call's card, and who sees a unit drive when its case comes under cover.
PAST = {"version", "caution", "earlier_24h", "earlier_90d", "helps_90d", "last_outcome"}


class Watched(rooms.Room):
    """Two web processes: one hears every message and reads nothing, the other only reads.

    A browser of each follows every topic; what both show is compared with a process that has
    just started, before each command and when the watching ends.
    """

    def __init__(self) -> None:
        self.touching: collections.Counter[str] = collections.Counter()
        self.quiet: set[str] = set()
        self._told = False
        self._rare = False
        self._seen = 0
        self._timers = browser.Timers()
        self._hearing = hub.Hub(later=self._timers)
        self._reading = hub.Hub(later=self._timers)
        self._pages: dict[str, tuple[browser.Browser, browser.Browser]] = {}
        super().__init__()

    def tell(self, kind: str, ids: Iterable[UUID]) -> None:
        """Hear an announcement as the publisher does, and what it writes on the wire."""
        for change in registry.live_sources[kind].cards(list(ids)):
            self._told = True
            self._hearing.apply(messages.decode(announce.encode(change)))

    def passage(self, *given: Any, **told: Any) -> door.Passage:
        """Come to the door once the boards were found right after whatever is not yet common."""
        if self._note_kinds():
            self.look()
        return super().passage(*given, **told)

    def later(self, **passed: float) -> datetime:
        """Let time pass; a beat tells boards what is over because it did."""
        if self._note_kinds():
            self.look()
        super().later(**passed)
        self._read(self._hearing)
        return self.now

    def look(self) -> None:
        """Compare every topic of both processes' browsers with one that comes now."""
        self._note_kinds()
        self._rare = False
        self._read(self._reading)
        fresh = hub.Hub(later=self._timers)
        for source in registry.live_sources.values():
            ids = [identifier for identifier, _ in source.marks(self.now)]
            for change in source.cards(ids):
                fresh.apply(change)
        self._timers.advance(1)
        for topic in self._topics():
            expected = _cards(fresh, topic)
            told, read = (page.cards(topic) for page in self._page(topic))
            assert _at_once(told) == _at_once(expected), f"{topic} as told, after {self._last()}"
            assert read == expected, f"{topic} as read, after {self._last()}"

    def _topics(self) -> list[str]:
        centres = OperationsCentre.objects.values_list("pk", flat=True)
        people = User.objects.values_list("pk", flat=True)
        own = [topics.of_centre(pk) for pk in centres] + [topics.of_user(pk) for pk in people]
        return [topics.BOARD, topics.COVERT, topics.SUPERVISION, *own]

    def _page(self, topic: str) -> tuple[browser.Browser, browser.Browser]:
        """Give the browsers of a topic, opened when it came to be."""
        if topic not in self._pages:
            self._pages[topic] = (
                browser.Browser(self._hearing, [topic]),
                browser.Browser(self._reading, [topic]),
            )
        return self._pages[topic]

    def _read(self, board: hub.Hub) -> None:
        """Heal a hub as `healing.Healer` does each second."""
        for source in registry.live_sources.values():
            marks = list(source.marks(self.now))
            since = board.turn
            for change in source.cards(board.stale(source.kind, marks, since=since)):
                board.apply(change, read_since=since)
            board.retain(source.kind, (each for each, _ in marks), since=since)

    def _note_kinds(self) -> bool:
        """Take down what happened; say whether boards were seldom compared after its like."""
        rows = Event.objects.filter(pk__gt=self._seen).order_by("pk").values_list("pk", "kind")
        for self._seen, kind in rows:
            if self._told:
                self.touching[kind] += 1
            else:
                self.quiet.add(kind)
            self._rare |= self.touching[kind] <= COMMON
        self._told = False
        return self._rare

    def _last(self) -> str:
        last = Event.objects.order_by("pk").last()
        return last.kind if last else "nothing"


def _at_once(cards: Cards) -> Cards:
    """Leave out what may come a second later."""
    return {
        key: _without_past(thing["card"]) if key[0] == "call" else thing
        for key, thing in cards.items()
        if key[0] != "position"
    }


def _without_past(card: Any) -> Any:
    return {name: value for name, value in card.items() if name not in PAST}


def _cards(board: hub.Hub, topic: str) -> Cards:
    things = json.loads(board.snapshot(topic))["objects"]
    return {(thing["kind"], thing["id"]): thing for thing in things}
