"""One map of what is open, handed to every socket of this process."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from calls.live import frames
from calls.live.board import Board, Entry, Key, Reader

if TYPE_CHECKING:
    from calls.casefile.registry import Change

COALESCE_SECONDS = 0.1
OVERFLOW = 4408
# Beats for which a thing that went is remembered, so that a late message does not revive it.
MEMORY = 30


class Later(Protocol):
    """How the hub asks to be called again: an event loop's `call_later`."""

    def __call__(self, delay: float, callback: Callable[[], None], /) -> Any:
        """Call back once, after a delay in seconds."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gone:
    """The version at which a thing went, and when."""

    version: int
    turn: int
    beat: int


class Hub:
    """Hold the newest state of everything open; tell each topic what it gains and loses.

    Not safe across threads: every method belongs to one event loop. `turn` counts what was
    applied, so that a reading of the database which began at one turn does not undo what
    messages told since.
    """

    def __init__(self, *, later: Later) -> None:
        self.turn = 0
        self._later = later
        self._beat = 0
        self._entries: dict[Key, Entry] = {}
        self._gone: dict[Key, Gone] = {}
        self._boards: dict[str, Board] = {}
        self._topics_of: dict[Reader, tuple[str, ...]] = {}

    def join(self, reader: Reader, topics: Iterable[str]) -> None:
        """Give a reader the snapshot of each topic, and from then on its changes and ticks."""
        self._topics_of[reader] = tuple(topics)
        for topic in self._topics_of[reader]:
            self.fetch(reader, topic)

    def leave(self, reader: Reader) -> None:
        """Forget a reader."""
        for topic in self._topics_of.pop(reader, ()):
            board = self._board(topic)
            board.readers.discard(reader)
            board.askers.discard(reader)
            self._tidy(topic)

    def fetch(self, reader: Reader, topic: str) -> None:
        """Give a reader one topic's snapshot, right behind the frame that waits for company.

        So nobody hears again what their snapshot told already. A reader that is not here, or
        has no such topic, gets nothing.
        """
        if topic not in self._topics_of.get(reader, ()):
            return
        board = self._board(topic)
        board.askers.add(reader)
        if not board.pending:
            self._send(board)

    def snapshot(self, topic: str) -> str:
        """Write everything the topic holds."""
        board = self._boards.get(topic)
        return board.snapshot() if board else frames.snapshot(topic, ())

    def digest(self, topic: str) -> int:
        """Give the sum of the marks of everything the topic holds."""
        board = self._boards.get(topic)
        return board.digest if board else 0

    def apply(self, change: Change, *, read_since: int | None = None) -> bool:
        """Take a change in; False where what is known is as new.

        A change that was read from the database, by a reading begun at the turn `read_since`,
        also overrules whatever was known by then.
        """
        key = (change.kind, str(change.id))
        known = self._entries.get(key)
        newest = known or self._gone.get(key)
        if newest is not None and change.version <= newest.version:
            overruled = read_since is not None and newest.turn <= read_since
            if not overruled:
                return False
        self.turn += 1
        if change.card is None:
            self._remove(key, version=change.version)
            return True
        entry = Entry(
            version=change.version,
            text=frames.thing(*key, change.version, change.card),
            mark=frames.mark(*key, change.version),
            topics=frozenset(change.topics),
            turn=self.turn,
        )
        self._gone.pop(key, None)
        self._entries[key] = entry
        for topic in (known.topics if known else frozenset()) - entry.topics:
            self._lose(topic, key, version=change.version)
        for topic in entry.topics:
            self._board(topic).put(key, entry)
            self._touch(topic)
        return True

    def stale(self, kind: str, marks: Iterable[tuple[UUID, int]], *, since: int) -> list[UUID]:
        """Name the things whose card must be read, given the marks of a reading begun at `since`.

        What was told after the reading began stands; everything else gives way to the database.
        """
        return [
            identifier
            for identifier, version in marks
            if not self._stands((kind, str(identifier)), version, since=since)
        ]

    def retain(self, kind: str, open_now: Iterable[UUID], *, since: int) -> None:
        """Drop what a reading begun at `since` no longer found, unless it was told since then."""
        kept = {str(identifier) for identifier in open_now}
        gone = [
            (key, entry.version)
            for key, entry in self._entries.items()
            if key[0] == kind and key[1] not in kept and entry.turn <= since
        ]
        for key, version in gone:
            self.turn += 1
            self._remove(key, version=version)

    def flush(self) -> None:
        """Send every frame that waits for company."""
        for board in list(self._boards.values()):
            self._send(board)

    def tick(self, *, now: datetime, lag_ms: int) -> None:
        """Send each reader the beat, with the digests of the map as its socket has been told."""
        self.flush()
        self._beat += 1
        self._gone = {
            key: gone for key, gone in self._gone.items() if self._beat - gone.beat < MEMORY
        }
        groups: dict[tuple[str, ...], list[Reader]] = {}
        for reader, topics in self._topics_of.items():
            groups.setdefault(topics, []).append(reader)
        for topics, readers in groups.items():
            digests = {topic: self.digest(topic) for topic in topics}
            self._hand(frames.tick(now=now, lag_ms=lag_ms, digests=digests), readers)

    def sizes(self) -> Mapping[str, int]:
        """Count what is held, for metrics and soaks."""
        return {
            "things": len(self._entries),
            "gone": len(self._gone),
            "boards": len(self._boards),
            "readers": len(self._topics_of),
        }

    def _stands(self, key: Key, version: int, *, since: int) -> bool:
        newest = self._entries.get(key) or self._gone.get(key)
        if newest is None or newest.version < version:
            return False
        return newest.turn > since or (key in self._entries and newest.version == version)

    def _remove(self, key: Key, *, version: int) -> None:
        self._gone[key] = Gone(version=version, turn=self.turn, beat=self._beat)
        known = self._entries.pop(key, None)
        for topic in known.topics if known else ():
            self._lose(topic, key, version=version)

    def _lose(self, topic: str, key: Key, *, version: int) -> None:
        self._board(topic).drop(key, version)
        self._touch(topic)

    def _touch(self, topic: str) -> None:
        board = self._board(topic)
        if board.cooling:
            return
        self._send(board)
        board.cooling = True
        self._later(COALESCE_SECONDS, lambda: self._cooled(board))

    def _cooled(self, board: Board) -> None:
        board.cooling = False
        if board.pending:
            self._touch(board.topic)
        else:
            self._tidy(board.topic)

    def _send(self, board: Board) -> None:
        frame = board.take_frame()
        if frame is not None:
            self._hand(frame, board.readers)
        if board.askers:
            askers, board.askers = board.askers, set()
            board.readers |= askers
            self._hand(board.snapshot(), askers)

    def _hand(self, frame: str, readers: Iterable[Reader]) -> None:
        full = [reader for reader in readers if not reader.put(frame)]
        for reader in full:
            self.leave(reader)
            reader.close(OVERFLOW)

    def _board(self, topic: str) -> Board:
        board = self._boards.get(topic)
        if board is None:
            board = self._boards[topic] = Board(topic)
        return board

    def _tidy(self, topic: str) -> None:
        if (board := self._boards.get(topic)) is not None and board.idle:
            del self._boards[topic]
