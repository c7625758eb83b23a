"""What the people at the desks were told: every command with the answer it got."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """One command, retried with its id until it was answered.

    `target` is the case, call or unit it was for, `attempts` how often it was sent, `broken`
    how often of these the link broke or the centre was too busy.
    """

    command: UUID | None
    action: str
    target: str
    fields: Mapping[str, str]
    status: int
    answer: Mapping[str, Any]
    attempts: int = 1
    broken: int = 0

    @property
    def acknowledged(self) -> bool:
        """Say whether it was answered with success."""
        return self.status < 400

    @property
    def case(self) -> str:
        """Give the case it was acknowledged to have changed, "" where none."""
        return str(self.answer.get("case", "")) if self.acknowledged else ""


class Journal:
    """The entries of a shift, written by many threads."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._told = threading.Condition()

    def add(self, entry: Entry) -> None:
        """Write an answered command down."""
        with self._told:
            self._entries.append(entry)
            self._told.notify_all()

    def entries(self) -> list[Entry]:
        """Give what is written so far, in the order of the answers."""
        with self._told:
            return list(self._entries)

    def wait_for_more(self, count: int, *, within: float) -> None:
        """Wait until so many further commands were answered."""
        with self._told:
            wanted = len(self._entries) + count
            assert self._told.wait_for(lambda: len(self._entries) >= wanted, within), (
                f"only {count - wanted + len(self._entries)} of {count} commands in {within} s"
            )


class Pace:
    """Whether people work or hold their hands still for a moment."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._still = False
        self._at_work = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Begin a command when nobody asks for stillness, and end it answered."""
        with self._changed:
            self._changed.wait_for(lambda: not self._still)
            self._at_work += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._changed.notify_all()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let every command under way be answered and no other begin."""
        with self._changed:
            self._still = True
            self._changed.wait_for(lambda: not self._at_work)
        try:
            yield
        finally:
            with self._changed:
                self._still = False
                self._changed.notify_all()
