"""Create a case, and write down where help must go: the door, HTTP, and the rows alone."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import secrets
import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from calls.casefile.kinds import CallState
from calls.casefile.models import Command, Disclosure, Event
from tests.bench import lines, measuring, place, rows, statements, work

TARGET = measuring.Target(ratio=5)
WARM_UP = 20
PLACE_FIELDS = (
    "location_text",
    "municipality_id",
    "latitude",
    "longitude",
    "location_source",
    "location_version",
    "version",
)


@dataclasses.dataclass(frozen=True)
class Worked:
    """A case as it stands after a step, and the command row that the step left."""

    rows: rows.Rows
    command: Command


@dataclasses.dataclass
class Took:
    """Milliseconds of one repeat, one list each for floor, services and HTTP."""

    create: list[list[float]]
    record: list[list[float]]


def figures(where: place.Place, *, repeats: int, size: float) -> Iterator[measuring.Figure]:
    """Measure `repeats` times forty creations, each followed by a place."""
    times = max(5, round(40 * size))
    web = lines.desk(where.stack, "operator")
    answered, recorded = _patterns()
    with where.connect() as connection:
        run = functools.partial(_repeat, web, connection, answered, recorded)
        run(WARM_UP)
        taken = [run(times) for _ in range(repeats)]
    for name, of in (("create_case", "create"), ("record_place", "record")):
        medians = [[statistics.median(act) for act in getattr(took, of)] for took in taken]
        floors = [floor for floor, _, _ in medians]
        for way, number in (("services", 1), ("http", 2)):
            yield measuring.Figure(
                name=f"{name}.p50.{way}",
                unit="ms",
                values=[repeat[number] for repeat in medians],
                floors=floors,
                target=TARGET,
            )


def _patterns() -> tuple[Worked, Worked]:
    """Work one case, and keep what each of the two steps left in the database."""
    case_id = work.answer(work.ring())
    answered = Worked(rows.read(case_id), Command.objects.latest("at"))
    work.record_place(work.passage(case_id, 1), 0)
    return answered, Worked(rows.read(case_id), Command.objects.latest("at"))


def _repeat(
    web: lines.Line,
    connection: psycopg.Connection[Any],
    answered: Worked,
    recorded: Worked,
    times: int,
) -> Took:
    calls = [[work.ring() for _ in range(times)] for _ in range(2)]
    own = [rows.identity() for _ in range(times)]
    creating = [_rung(answered, each, connection) for each in own]
    recording = [_placed(recorded, each, connection) for each in own]
    opened: dict[int, UUID] = {}
    taken: dict[int, dict[str, Any]] = {}
    web.refresh()

    def create(turn: int) -> None:
        opened[turn] = work.answer(calls[0][turn])

    def take(turn: int) -> None:
        taken[turn] = web.command(f"/calls/{calls[1][turn]}/answer/")

    def record(turn: int) -> None:
        work.record_place(work.passage(opened[turn], 1), turn)

    def write(turn: int) -> None:
        web.command(
            f"/cases/{taken[turn]['case']}/intake/record/",
            base_version=taken[turn]["version"],
            **work.place_of_help(turn),
        )

    return Took(
        create=measuring.interleaved(times, _each(creating), create, take),
        record=measuring.interleaved(times, _each(recording), record, write),
    )


def _each(ready: Sequence[statements.Ready]) -> Callable[[int], None]:
    return lambda turn: ready[turn].run()


def _rung(
    pattern: Worked, own: rows.Identity, connection: psycopg.Connection[Any]
) -> statements.Ready:
    """Let a call ring like the pattern's, and give the statement that answers it."""
    after = rows.like(pattern.rows, own)
    announced, answered = (event for event in after.events if event.stream_id == own.call)
    beside = _beside(after, own.call)
    stream = after.stream(own.call)
    ringing = rows.again(
        after.call,
        state=CallState.RINGING,
        case_id=None,
        answered_by_id=None,
        answered_at=None,
        version=1,
    )
    statements.Statement().insert(
        ringing, rows.again(stream, seq=1, head=announced.hash), announced, *beside
    ).ready(connection).run()
    return (
        statements.Statement()
        .insert(_command(pattern), after.case, *after.hands, after.stream(own.case), answered)
        .insert(*_entries(after, own.case), *_beside(after, own.case))
        .update(after.call, "state", "case_id", "answered_by_id", "answered_at", "version")
        .update(stream, "seq", "head")
        .ready(connection)
    )


def _placed(
    pattern: Worked, own: rows.Identity, connection: psycopg.Connection[Any]
) -> statements.Ready:
    """Give the statement that writes the place into a case like the pattern's."""
    after = rows.like(pattern.rows, own)
    entry = _entries(after, own.case)[-1]
    beside = [text for text in _beside(after, own.case) if text.seq == entry.seq]
    return (
        statements.Statement()
        .insert(_command(pattern), entry, *beside)
        .update(after.case, *PLACE_FIELDS)
        .update(after.stream(own.case), "seq", "head")
        .ready(connection)
    )


def _command(pattern: Worked) -> Command:
    request = hashlib.sha256(secrets.token_bytes(16)).digest()
    return rows.again(pattern.command, id=uuid7(), request_hash=request)


def _entries(after: rows.Rows, stream: UUID) -> list[Event]:
    return [event for event in after.events if event.stream_id == stream]


def _beside(after: rows.Rows, stream: UUID) -> list[Disclosure]:
    return [text for text in after.disclosures if text.stream_id == stream]
