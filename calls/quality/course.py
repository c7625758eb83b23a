"""How a case was worked, from its log alone: asked, answered, read, skipped, and how long."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from calls.casefile import log
from calls.casefile.kinds import Severity
from calls.casefile.models import Event, Hand
from calls.protocols import contents, reader
from calls.protocols.faults import NotInBook
from calls.stages.instructions import milestones

OPENED = "intake.case_opened"
LIFE = "intake.life_questions_answered"
STARTED = "triage.protocol_started"
ANSWERED = "triage.question_answered"
ASSIGNED = "triage.determinant_assigned"
FOUND = "triage.time_critical_found"
JUDGED = ("triage.severity_judged", "intake.severity_raised")
RESUMED = "instructions.script_resumed"
BEGUN = ("instructions.script_started", RESUMED)
READ = "instructions.step_recorded"
KINDS = (OPENED, LIFE, STARTED, ANSWERED, ASSIGNED, FOUND, *JUDGED, *BEGUN, READ)
DONE, SKIPPED = "done", "skipped"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """One answer: `seconds` since the one before it, or since the protocol was opened.

    `put_right` marks an answer to a question that had one.
    """

    question: str
    answer: str
    at: datetime
    seconds: float
    position: str
    put_right: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Assigned:
    """A determinant that the answers came to, and the severity the case had from it."""

    protocol: str
    determinant: str
    severity: Severity
    at: datetime


@dataclasses.dataclass(frozen=True, kw_only=True)
class Run:
    """One protocol worked through, in one exact edition ("" where the log does not name it)."""

    protocol: str
    version: int
    edition: str
    at: datetime
    asked: tuple[Asked, ...]
    assigned: tuple[Assigned, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Step:
    """What became of one step; `seconds` since the one before, or since its script was opened.

    `reason` is the code of why it was skipped, `text` what was typed about it.
    """

    step: str
    result: str
    at: datetime
    seconds: float
    position: str
    language: str
    child: bool
    branch: str
    reason: str
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reading:
    """One script read to the caller in one exact edition, until it ended or another began.

    `resumed` tells that it goes on where an earlier reading was left.
    """

    script: str
    edition: str
    resumed: bool
    at: datetime
    steps: tuple[Step, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Course:
    """Everything a reviewer looks at.

    `life` is what was told last of awake and breathing, `people` are those who worked the case.
    """

    opened_at: datetime | None
    life: Mapping[str, str]
    runs: tuple[Run, ...]
    readings: tuple[Reading, ...]
    judged: tuple[log.Line, ...]
    milestones: Mapping[str, datetime]
    people: frozenset[UUID]

    @property
    def determinant(self) -> Assigned | None:
        """Return the determinant that stood at the end."""
        told = [each for run in self.runs for each in run.assigned]
        return max(told, key=lambda each: each.at, default=None)

    @property
    def seconds(self) -> dict[str, float]:
        """Return how long after the answering each milestone was reached."""
        if self.opened_at is None:
            return {}
        return {code: (at - self.opened_at).total_seconds() for code, at in self.milestones.items()}


def of(case_id: UUID) -> Course:
    """Read a case's course from its log."""
    return told_by(log.read(case_id, kinds=KINDS), people=_people(case_id))


def told_by(lines: Iterable[log.Line], *, people: Iterable[UUID]) -> Course:
    """Put the lines of a log together; `people` worked the case, also in lines of other kinds."""
    held = list(lines)
    opened = next((line.at for line in held if line.kind == OPENED), None)
    return Course(
        opened_at=opened,
        life=_life(held),
        runs=tuple(_runs(held)),
        readings=tuple(_readings(held)),
        judged=tuple(line for line in held if line.kind in JUDGED),
        milestones=milestones.reached(held),
        people=frozenset(people),
    )


def _people(case_id: UUID) -> Iterator[UUID]:
    """Yield who did anything in a case or had it in hand, also what no reviewer looks at."""
    actors = Event.objects.filter(stream_id=case_id).order_by().values_list("actor_id", flat=True)
    yield from (each for each in actors.distinct() if each is not None)
    yield from Hand.objects.filter(case_id=case_id).values_list("user_id", flat=True)


def _life(lines: Iterable[log.Line]) -> dict[str, str]:
    """Return what was told last of awake and breathing, at intake or in any protocol."""
    told: dict[str, str] = {}
    for line in lines:
        if line.kind == LIFE:
            names = contents.LIFE_QUESTIONS
            told |= {name: line.data[name] for name in names if line.data.get(name)}
        elif line.kind == ANSWERED and line.data["answer"] in contents.LIFE_ANSWERS:
            try:
                protocol = reader.edition(line.data.get("edition") or "")
                fills = protocol.question(line.data["question"]).fills
            except NotInBook:
                continue
            told |= {fills: line.data["answer"]} if fills else {}
    return told


def _runs(lines: list[log.Line]) -> Iterator[Run]:
    for start, own in _parts(lines, (STARTED,), (ANSWERED, ASSIGNED)):
        yield Run(
            protocol=start.data["protocol"],
            version=start.data["protocol_version"],
            edition=start.data.get("edition") or "",
            at=start.at,
            asked=tuple(_asked(start, [line for line in own if line.kind == ANSWERED])),
            assigned=tuple(
                Assigned(
                    protocol=line.data["protocol"],
                    determinant=line.data["determinant"],
                    severity=Severity(line.data["severity"]),
                    at=line.at,
                )
                for line in own
                if line.kind == ASSIGNED
            ),
        )


def _asked(start: log.Line, lines: list[log.Line]) -> Iterator[Asked]:
    seen: set[str] = set()
    before = start.at
    for line in lines:
        question = line.data["question"]
        yield Asked(
            question=question,
            answer=line.data["answer"],
            at=line.at,
            seconds=(line.at - before).total_seconds(),
            position=line.position,
            put_right=question in seen,
        )
        seen.add(question)
        before = line.at


def _readings(lines: list[log.Line]) -> Iterator[Reading]:
    for start, own in _parts(lines, BEGUN, (READ,)):
        yield Reading(
            script=start.data["script"],
            edition=start.data.get("edition") or "",
            resumed=start.kind == RESUMED,
            at=start.at,
            steps=tuple(_steps(start, own)),
        )


def _steps(start: log.Line, lines: list[log.Line]) -> Iterator[Step]:
    before = start.at
    for line in lines:
        data: Mapping[str, object] = line.data
        yield Step(
            step=str(data["step"]),
            result=str(data["result"]),
            at=line.at,
            seconds=(line.at - before).total_seconds(),
            position=line.position,
            language=str(data.get("language") or ""),
            child=bool(data.get("child")),
            branch=str(data.get("branch") or ""),
            reason=str(data.get("reason_code") or ""),
            text=str(data.get("reason") or ""),
        )
        before = line.at


def _parts(
    lines: list[log.Line], opening: tuple[str, ...], inside: tuple[str, ...]
) -> Iterator[tuple[log.Line, list[log.Line]]]:
    """Yield each opening line with the lines that belong to it, up to the next opening."""
    start: log.Line | None = None
    own: list[log.Line] = []
    for line in lines:
        if line.kind in opening:
            if start is not None:
                yield start, own
            start, own = line, []
        elif line.kind in inside and start is not None:
            own.append(line)
    if start is not None:
        yield start, own
