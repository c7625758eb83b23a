"""What a book holds, as frozen values; every entry knows the line it was written on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from calls.casefile.kinds import Severity
from calls.protocols.faults import NotInBook

REQUIRED_LANGUAGES = ("es", "en")
# What a caller hears in danger exists in all of these; `es` first, the others follow.
SPOKEN_LANGUAGES = ("es", "en", "ca", "gl", "eu", "fr", "de", "pt", "ro")
AGENCIES = ("health", "fire", "police", "civil_protection", "sea_rescue")
LIFE_QUESTIONS = ("awake", "breathing")
LIFE_ANSWERS = ("yes", "no", "unknown")
ARREST = "arrest"
TIME_CRITICAL = (ARREST, "stroke", "stemi")
# What the house itself names: the key of a suspected arrest goes to this determinant of this
# protocol, and a search that finds nothing ends at that one.
ARREST_PROTOCOL, ARREST_DETERMINANT = "unconscious", "arrest_adult"
LAST_RESORT = "general"
MILESTONES = ("recognition", "first_instruction", "first_compression")
READ_MILESTONES = ("first_compression",)  # the one that reading a step reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Lead on to a question, name a determinant, or both; `digit` is its key, from 1."""

    code: str
    digit: int
    ask: str | None
    determinant: str | None
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Ask one thing; `fills` names the life answer of the intake that it is ("" for none).

    `scale` lists answers from the least grave to the gravest; those it leaves out only sort.
    """

    code: str
    fills: str
    scale: tuple[str, ...]
    answers: tuple[Answer, ...]
    line: int = field(compare=False)

    def answer(self, code: str) -> Answer | None:
        """Return the answer of that code, or None."""
        return next((answer for answer in self.answers if answer.code == code), None)

    def settled_by(self, life: str) -> bool:
        """Say whether a life answer is all that this question asks.

        Where one may be awake and gravely hurt, a plain yes leaves the rest to be asked.
        """
        return life in LIFE_ANSWERS and not (life == "yes" and self.graver_than_yes)

    @property
    def graver_than_yes(self) -> tuple[str, ...]:
        """Return the answers that mean a yes to the life question, and something grave."""
        if not self.fills:
            return ()
        above = self.scale[self.scale.index("yes") + 1 :] if "yes" in self.scale else ()
        return tuple(code for code in above if code not in LIFE_ANSWERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Carry a determinant into other code lists: EMSI, Hub Santé, the nine 112 families."""

    emsi: str
    nature: str
    motive: str
    family: str
    subtype: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Determinant:
    """Settle severity, response plan and the script to read.

    `plan` maps agencies, the most needed first, to kinds of unit; `time_critical` is "" or one
    of TIME_CRITICAL, where hospitals count from the onset; `covert`: whoever threatens is near,
    nobody calls back.
    """

    code: str
    severity: Severity
    plan: Mapping[str, tuple[str, ...]]
    script: str
    time_critical: str
    covert: bool
    codes: Codes
    line: int = field(compare=False)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Return the agencies of the plan, the most needed first."""
        return tuple(self.plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Let a worse answer end less grave, because somebody answers for it by name."""

    question: str
    answer: str
    signed_by: str
    reason: str
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Lead on from a step by what the caller says: to a step, to another script, or onward."""

    code: str
    digit: int
    go: str | None
    script: str | None
    line: int = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hold one sentence to read; `metronome` in beats per minute, None for silence.

    Reading it may reach a `milestone` ("" for none); leaving out an `essential` one is a fault
    of the reading.
    """

    code: str
    metronome: int | None
    milestone: str
    essential: bool
    branches: tuple[Branch, ...]
    line: int = field(compare=False)

    def branch(self, code: str) -> Branch:
        """Return the branch of that code, else raise NotInBook."""
        return _named("branch", code, self.branches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Hold the steps read to the caller, in order; `protocol` is where its words stand.

    A `core` script is there in every spoken language and in words for a child.
    """

    code: str
    protocol: str
    core: bool
    steps: tuple[Step, ...]
    line: int = field(compare=False)

    @property
    def metronome(self) -> int | None:
        """Return the beat of the first step that has one."""
        return next((step.metronome for step in self.steps if step.metronome), None)

    def step(self, code: str) -> Step:
        """Return the step of that code, else raise NotInBook."""
        return _named("step", code, self.steps)

    def after(self, step: Step) -> Step | None:
        """Return the step that stands behind one, or None behind the last."""
        place = self.steps.index(step) + 1
        return self.steps[place] if place < len(self.steps) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Hold the texts of one protocol in one language by key (see `wording`), with lines."""

    language: str
    file: str
    texts: Mapping[str, str]
    lines: Mapping[str, int] = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Hold one protocol; determinants are listed gravest first, the first question opens.

    `expects` maps milestones to the seconds from answering within which they are due;
    `digest` is the SHA-256 (hex) of its files: it pins structure and wording together.
    """

    code: str
    version: int
    family: str
    review: str
    sources: tuple[str, ...]
    expects: Mapping[str, int]
    entry: Mapping[str, tuple[str, ...]]
    questions: tuple[Question, ...]
    exemptions: tuple[Exemption, ...]
    determinants: tuple[Determinant, ...]
    scripts: tuple[Script, ...]
    words: Mapping[str, Words]
    digest: str
    file: str

    def question(self, code: str) -> Question:
        """Return the question of that code, else raise NotInBook."""
        return _named("question", code, self.questions)

    def determinant(self, code: str) -> Determinant:
        """Return the determinant of that code, else raise NotInBook."""
        return _named("determinant", code, self.determinants)

    def script(self, code: str) -> Script:
        """Return the script of that code that stands in this protocol, else raise NotInBook."""
        return _named("script", code, self.scripts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Book:
    """Hold every protocol by code; script codes are unique over the whole book.

    Two books are equal only when they are the same one.
    """

    protocols: Mapping[str, Protocol]
    scripts: Mapping[str, Script]

    def protocol(self, code: str, version: int | None = None) -> Protocol:
        """Return a protocol, in one exact version when asked, else raise NotInBook."""
        found = self.protocols.get(code)
        if found is None:
            raise NotInBook("protocol", code, self.protocols)
        if version is not None and found.version != version:
            raise NotInBook("version", str(version), [str(found.version)])
        return found

    def script(self, code: str) -> Script:
        """Return a script of any protocol, else raise NotInBook."""
        found = self.scripts.get(code)
        if found is None:
            raise NotInBook("script", code, self.scripts)
        return found

    def owner(self, script: Script) -> Protocol:
        """Return the protocol in whose folder the script and its words stand."""
        return self.protocols[script.protocol]


_Entry = TypeVar("_Entry", Step, Branch, Question, Determinant, Script)


def _named(kind: str, code: str, entries: Iterable[_Entry]) -> _Entry:
    held = tuple(entries)
    for entry in held:
        if entry.code == code:
            return entry
    raise NotInBook(kind, code, [entry.code for entry in held])
