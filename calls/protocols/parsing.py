"""Turn the tables of one protocol's files into values; what it refuses, it refuses by line.

Only the form is judged here. Whether the parts fit together is the checker's question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol as Shape
from typing import TypeVar

from calls.casefile.kinds import Severity
from calls.protocols import codes, contents, document

MOST_QUESTIONS = 99
FEWEST_ANSWERS, MOST_ANSWERS = 2, 9  # one digit key each
SLOWEST_BEAT, FASTEST_BEAT = 60, 140
LONGEST_WAIT = 3600  # s, for a milestone
KINDS = "kinds"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Hold what protocol.yaml says."""

    code: str
    version: int
    family: str
    review: str
    sources: tuple[str, ...]
    expects: Mapping[str, int]
    entry: Mapping[str, tuple[str, ...]]
    questions: tuple[contents.Question, ...]
    exemptions: tuple[contents.Exemption, ...]
    determinants: tuple[contents.Determinant, ...]
    scripts: tuple[contents.Script, ...]


def structure(node: document.Node) -> Structure:
    """Read the tables of a protocol.yaml; raise BookError."""
    fields = document.table(
        node,
        required=(
            "code",
            "version",
            "family",
            "review",
            "sources",
            "entry",
            "questions",
            "determinants",
            "scripts",
        ),
        optional=("expects", "exceptions"),
    ).entries
    own = document.code(fields["code"])
    asked = document.items(fields["questions"])
    if len(asked) > MOST_QUESTIONS:
        document.refuse(fields["questions"], f"more than {MOST_QUESTIONS} questions")
    return Structure(
        code=own,
        version=document.whole(fields["version"], least=1, most=99_999),
        family=document.one_of(fields["family"], codes.lists().families),
        review=document.text(fields["review"]),
        sources=tuple(document.text(item) for item in document.items(fields["sources"])),
        expects=_expects(fields["expects"]) if "expects" in fields else {},
        entry={
            language: tuple(document.text(item) for item in document.items(phrases))
            for language, phrases in document.mapping(fields["entry"]).entries.items()
        },
        questions=_distinct(fields["questions"], [_question(item) for item in asked]),
        exemptions=tuple(
            _exemption(item)
            for item in (document.items(fields["exceptions"]) if "exceptions" in fields else ())
        ),
        determinants=_distinct(
            fields["determinants"],
            [_determinant(item) for item in document.items(fields["determinants"])],
        ),
        scripts=_distinct(
            fields["scripts"],
            [_script(item, protocol=own) for item in document.items(fields["scripts"])],
        ),
    )


def _question(node: document.Node) -> contents.Question:
    fields = document.table(
        node, required=("code", "scale", "answers"), optional=("fills",)
    ).entries
    listed = document.items(fields["answers"])
    if not FEWEST_ANSWERS <= len(listed) <= MOST_ANSWERS:
        reason = f"a question has {FEWEST_ANSWERS} to {MOST_ANSWERS} answers"
        document.refuse(fields["answers"], reason)
    fills = ""
    if "fills" in fields:
        fills = document.one_of(fields["fills"], contents.LIFE_QUESTIONS)
    answers = [_answer(item, digit=digit) for digit, item in enumerate(listed, start=1)]
    return contents.Question(
        code=document.code(fields["code"]),
        fills=fills,
        scale=_scale(fields["scale"], {each.code for each in answers}),
        answers=_distinct(fields["answers"], answers),
        line=node.line,
    )


def _scale(node: document.Node, answers: set[str]) -> tuple[str, ...]:
    """Read the answers from the least grave to the gravest; those left out only sort."""
    if isinstance(node, document.Text):
        document.one_of(node, (KINDS,))
        return ()
    scale = tuple(document.code(item) for item in document.items(node))
    if len(scale) < FEWEST_ANSWERS or len(set(scale)) < len(scale) or not answers.issuperset(scale):
        reason = f"the scale is {KINDS!r}, or names {FEWEST_ANSWERS} answers or more, each once"
        document.refuse(node, reason)
    if UNKNOWN in answers.difference(scale):
        document.refuse(node, f"the scale says where {UNKNOWN!r} stands")
    return scale


def _expects(node: document.Node) -> dict[str, int]:
    told = document.table(node, required=(), optional=contents.MILESTONES)
    return {
        milestone: document.whole(within, least=1, most=LONGEST_WAIT)
        for milestone, within in told.entries.items()
    }


def _exemption(node: document.Node) -> contents.Exemption:
    fields = document.table(node, required=("question", "answer", "signed_by", "reason")).entries
    return contents.Exemption(
        question=document.code(fields["question"]),
        answer=document.code(fields["answer"]),
        signed_by=document.text(fields["signed_by"]),
        reason=document.text(fields["reason"]),
        line=node.line,
    )


def _answer(node: document.Node, *, digit: int) -> contents.Answer:
    fields = document.table(node, required=("code",), optional=("ask", "determinant")).entries
    return contents.Answer(
        code=document.code(fields["code"]),
        digit=digit,
        ask=document.code(fields["ask"]) if "ask" in fields else None,
        determinant=document.code(fields["determinant"]) if "determinant" in fields else None,
        line=node.line,
    )


def _determinant(node: document.Node) -> contents.Determinant:
    fields = document.table(
        node,
        required=("code", "severity", "plan", "script", "codes"),
        optional=("time_critical", "covert"),
    ).entries
    time_critical = ""
    if "time_critical" in fields:
        time_critical = document.one_of(fields["time_critical"], contents.TIME_CRITICAL)
    return contents.Determinant(
        code=document.code(fields["code"]),
        severity=Severity(document.one_of(fields["severity"], Severity.values)),
        plan=_plan(fields["plan"]),
        script=document.code(fields["script"]),
        time_critical=time_critical,
        covert=_yes(fields, "covert"),
        codes=_codes(fields["codes"]),
        line=node.line,
    )


def _plan(node: document.Node) -> Mapping[str, tuple[str, ...]]:
    """Read which kinds of unit each agency is asked for, the most needed agency first."""
    plan: dict[str, tuple[str, ...]] = {}
    asked = document.mapping(node)
    for agency, kinds in asked.entries.items():
        if agency not in contents.AGENCIES:
            reason = f"{agency!r} is not one of {', '.join(contents.AGENCIES)}"
            document.refuse(node, reason, line=asked.key_lines[agency])
        own = codes.lists().units[agency]
        plan[agency] = tuple(document.one_of(item, own) for item in document.items(kinds))
        if len(set(plan[agency])) < len(plan[agency]):
            document.refuse(kinds, "a kind of unit is named twice")
    return MappingProxyType(plan)


def _codes(node: document.Node) -> contents.Codes:
    fields = document.table(
        node, required=("emsi", "nature", "family", "subtype"), optional=("motive",)
    ).entries
    return contents.Codes(
        emsi=document.text(fields["emsi"]),
        nature=document.text(fields["nature"]),
        motive=document.text(fields["motive"]) if "motive" in fields else "",
        family=document.text(fields["family"]),
        subtype=document.text(fields["subtype"]),
        line=node.line,
    )


def _script(node: document.Node, *, protocol: str) -> contents.Script:
    fields = document.table(node, required=("code", "steps"), optional=("core",)).entries
    return contents.Script(
        code=document.code(fields["code"]),
        protocol=protocol,
        core=_yes(fields, "core"),
        steps=_distinct(fields["steps"], [_step(item) for item in document.items(fields["steps"])]),
        line=node.line,
    )


def _step(node: document.Node) -> contents.Step:
    fields = document.table(
        node, required=("code",), optional=("metronome", "milestone", "essential", "branches")
    ).entries
    beat, milestone, branches = None, "", []
    if "metronome" in fields:
        beat = document.whole(fields["metronome"], least=SLOWEST_BEAT, most=FASTEST_BEAT)
    if "milestone" in fields:
        milestone = document.one_of(fields["milestone"], contents.READ_MILESTONES)
    if "branches" in fields:
        listed = document.items(fields["branches"])
        if not FEWEST_ANSWERS <= len(listed) <= MOST_ANSWERS:
            reason = f"a step has {FEWEST_ANSWERS} to {MOST_ANSWERS} branches, or none"
            document.refuse(fields["branches"], reason)
        branches = [_branch(item, digit=digit) for digit, item in enumerate(listed, start=1)]
    return contents.Step(
        code=document.code(fields["code"]),
        metronome=beat,
        milestone=milestone,
        essential=_yes(fields, "essential"),
        branches=_distinct(node, branches),
        line=node.line,
    )


def _branch(node: document.Node, *, digit: int) -> contents.Branch:
    fields = document.table(node, required=("code",), optional=("go", "script")).entries
    if "go" in fields and "script" in fields:
        document.refuse(node, "a branch goes to a step or to a script, not both")
    return contents.Branch(
        code=document.code(fields["code"]),
        digit=digit,
        go=document.code(fields["go"]) if "go" in fields else None,
        script=document.code(fields["script"]) if "script" in fields else None,
        line=node.line,
    )


def _yes(fields: Mapping[str, document.Node], key: str) -> bool:
    """Read a mark that is either there or left out."""
    if key in fields:
        document.one_of(fields[key], ("true",))
    return key in fields


class _Coded(Shape):
    @property
    def code(self) -> str: ...

    @property
    def line(self) -> int: ...


_Entry = TypeVar("_Entry", bound=_Coded)


def _distinct(node: document.Node, entries: list[_Entry]) -> tuple[_Entry, ...]:
    """Return the entries where no code stands twice; raise BookError at the second."""
    seen: set[str] = set()
    for entry in entries:
        if entry.code in seen:
            document.refuse(node, f"the code {entry.code!r} stands twice", line=entry.line)
        seen.add(entry.code)
    return tuple(entries)
