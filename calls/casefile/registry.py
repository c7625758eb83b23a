"""What lower rooms must know of higher ones; filled once, from each app's `ready`."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils.functional import Promise

from calls.casefile.models import Case, Commitment
from calls.casefile.sheet import Sheet
from calls.people.actor import Actor

Json = Mapping[str, Any]
S = TypeVar("S")


@dataclasses.dataclass(frozen=True)
class Change:
    """The newest state of one thing on a board; `card` None where it is gone."""

    kind: str
    id: UUID
    version: int
    topics: tuple[str, ...]
    card: Json | None


class LiveSource(Protocol):
    """Something boards show: its marks are read each second, its cards when a mark is newer."""

    kind: str

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of everything a board should show."""

    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the newest state of these, all read `at_one_moment`."""


Cards = Callable[[S, Sequence[UUID]], Iterable[Change]]


def at_one_moment(cards: Cards[S]) -> Callable[[S, Sequence[UUID]], list[Change]]:
    """Read everything a source's cards are made of in one snapshot of the database.

    Read at different moments, a card could hold a new version with old topics, which no later
    comparison of versions would ever notice. Not to be called inside a transaction.
    """

    @functools.wraps(cards)
    def read(source: S, ids: Sequence[UUID]) -> list[Change]:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return list(cards(source, ids))

    return read


@dataclasses.dataclass(frozen=True)
class CommitmentKind:
    """What the centre can owe: its name on screen and what happens when it is late."""

    name: str
    label: str | Promise
    lapse: Callable[[Sheet, Commitment], None] | None = None


commitment_kinds: dict[str, CommitmentKind] = {}
case_parts: dict[str, Callable[[Case, Actor], Any]] = {}
card_parts: dict[str, Callable[[Sequence[UUID]], Mapping[UUID, Json]]] = {}
live_sources: dict[str, LiveSource] = {}
sweeps: dict[str, Callable[[datetime], int]] = {}
wall_sweeps: set[str] = set()
consequences: dict[str, Callable[[Sheet], Json]] = {}


def register_commitment(
    name: str,
    *,
    label: str | Promise,
    lapse: Callable[[Sheet, Commitment], None] | None = None,
) -> None:
    """Name a kind of commitment and what the sweeper does once when it is late."""
    commitment_kinds[name] = CommitmentKind(name=name, label=label, lapse=lapse)


def register_case_part(name: str, part: Callable[[Case, Actor], Any]) -> None:
    """Add a part to the case's state as consoles show it."""
    case_parts[name] = part


def register_card_part(name: str, part: Callable[[Sequence[UUID]], Mapping[UUID, Json]]) -> None:
    """Add fields to the cards of cases; nothing personal may be among them."""
    card_parts[name] = part


def register_live_source(source: LiveSource) -> None:
    """Add a kind of thing that boards show."""
    live_sources[source.kind] = source


def register_sweep(name: str, sweep: Callable[[datetime], int], *, by_wall: bool = False) -> None:
    """Add work the sweeper looks for each second; it gives how much it found.

    It is given the room's time, or with `by_wall` the world's, whatever a replay has set.
    """
    sweeps[name] = sweep
    if by_wall:
        wall_sweeps.add(name)


def register_consequence(of: str, act: Callable[[Sheet], Json]) -> None:
    """Say what follows at once, in rooms that a room must not know, from work done in it."""
    consequences[of] = act


def follow(of: str, sheet: Sheet) -> dict[str, Any]:
    """Do what follows from a piece of work, in its transaction; give what its answer adds."""
    return dict(consequences[of](sheet))
