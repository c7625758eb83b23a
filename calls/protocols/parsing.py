"""Turn the tables of one protocol's files into values; what it refuses, it refuses by line.

Only the form is judged here. Whether the parts fit together is the checker's question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol as Shape
from typing import TypeVar

from calls.casefile.kinds import Severity
from calls.protocols import codes, contents, document

MOST_QUESTIONS = 99
FEWEST_ANSWERS, MOST_ANSWERS = 2, 9  # one digit key each
SLOWEST_BEAT, FASTEST_BEAT = 60, 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Hold what protocol.yaml says."""

    code: str
    version: int
    family: str
    review: str
    sources: tuple[str, ...]
    entry: Mapping[str, tuple[str, ...]]
    questions: tuple[contents.Question, ...]
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
        entry={
            language: tuple(document.text(item) for item in document.items(phrases))
            for language, phrases in document.mapping(fields["entry"]).entries.items()
        },
        questions=_distinct(fields["questions"], [_question(item) for item in asked]),
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
    fields = document.table(node, required=("code", "answers"), optional=("fills",)).entries
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
        answers=_distinct(fields["answers"], answers),
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
        node, required=("code", "severity", "agencies", "script", "codes")
    ).entries
    agencies = [
        document.one_of(item, contents.AGENCIES)
        for item in document.items(fields["agencies"], may_be_empty=True)
    ]
    if len(set(agencies)) < len(agencies):
        document.refuse(fields["agencies"], "an agency is named twice")
    return contents.Determinant(
        code=document.code(fields["code"]),
        severity=Severity(document.one_of(fields["severity"], Severity.values)),
        agencies=tuple(agencies),
        script=document.code(fields["script"]),
        codes=_codes(fields["codes"]),
        line=node.line,
    )


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
    fields = document.table(node, required=("code", "steps")).entries
    return contents.Script(
        code=document.code(fields["code"]),
        protocol=protocol,
        steps=_distinct(fields["steps"], [_step(item) for item in document.items(fields["steps"])]),
        line=node.line,
    )


def _step(node: document.Node) -> contents.Step:
    fields = document.table(node, required=("code",), optional=("metronome",)).entries
    beat = None
    if "metronome" in fields:
        beat = document.whole(fields["metronome"], least=SLOWEST_BEAT, most=FASTEST_BEAT)
    return contents.Step(code=document.code(fields["code"]), metronome=beat, line=node.line)


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
