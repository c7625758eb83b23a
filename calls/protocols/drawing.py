"""A protocol as a page draws it: the tree of its questions, what they amount to, what is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calls.directory import folding
from calls.protocols import contents, labels, wording
from calls.protocols.faults import NotInBook

UNREVIEWED = "for review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One answer: what it names, and the question behind it, or `above` where that stands."""

    answer: contents.Answer
    text: str
    determinant: contents.Determinant | None
    determinant_text: str
    onward: Asked | None
    above: str
    above_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question with its answers."""

    question: contents.Question
    text: str
    scale: tuple[str, ...]
    ways: Sequence[Way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One determinant and what follows from it; `script_at` is the protocol with its script."""

    determinant: contents.Determinant
    text: str
    plan: str
    codes: str
    time_critical: str
    script_text: str
    script_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One step: its sentence to the reader and in another language, both maybe for a child too."""

    step: contents.Step
    text: str
    child: str
    beside: str
    beside_child: str
    milestone: str
    branches: Sequence[tuple[contents.Branch, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One script with its steps and the languages in which it can be read whole."""

    script: contents.Script
    text: str
    languages: Sequence[str]
    steps: Sequence[Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One protocol in the list of the book; `gravest` is the severity it may come to."""

    protocol: contents.Protocol
    title: str
    gravest: str
    languages: Sequence[str]
    reviewed: bool


def questions(protocol: contents.Protocol, language: str) -> Asked:
    """Draw the tree of questions; each question stands in it once."""
    return _asked(protocol, protocol.questions[0], language, set())


def results(book: contents.Book, protocol: contents.Protocol, language: str) -> list[Result]:
    """Draw the determinants, gravest first."""
    return [_result(book, protocol, each, language) for each in protocol.determinants]


def scripts(protocol: contents.Protocol, language: str, beside: str) -> list[Read]:
    """Draw the scripts; `beside` is the language of the second column, "" for none."""
    return [
        Read(
            script=script,
            text=wording.text(protocol, f"script.{script.code}", language),
            languages=wording.languages(protocol, script.code),
            steps=[_said(protocol, script, step, language, beside) for step in script.steps],
        )
        for script in protocol.scripts
    ]


def rows(book: contents.Book, language: str) -> list[Row]:
    """Draw the list of the book."""
    return [
        Row(
            protocol=each,
            title=wording.title(each, language),
            gravest=min(determinant.severity for determinant in each.determinants),
            languages=spoken(each),
            reviewed=not each.review.casefold().startswith(UNREVIEWED),
        )
        for each in book.protocols.values()
    ]


def found(listed: Iterable[Row], typed: str) -> list[Row]:
    """Return the rows whose code, title or entry words hold every word typed, however accented."""
    wanted = folding.fold(typed).split()
    return [row for row in listed if all(word in _haystack(row) for word in wanted)]


def spoken(protocol: contents.Protocol) -> tuple[str, ...]:
    """Return the languages that a protocol has words in."""
    return tuple(each for each in contents.SPOKEN_LANGUAGES if each in protocol.words)


def _haystack(row: Row) -> str:
    entry = " ".join(phrase for phrases in row.protocol.entry.values() for phrase in phrases)
    titles = " ".join(words.texts.get("title", "") for words in row.protocol.words.values())
    return folding.fold(f"{row.protocol.code.replace('_', ' ')} {titles} {entry}")


def _asked(
    protocol: contents.Protocol, question: contents.Question, language: str, drawn: set[str]
) -> Asked:
    drawn.add(question.code)
    return Asked(
        question=question,
        text=wording.question(protocol, question.code, language),
        scale=tuple(
            wording.answer(protocol, question.code, code, language) for code in question.scale
        ),
        ways=[_way(protocol, question, each, language, drawn) for each in question.answers],
    )


def _way(
    protocol: contents.Protocol,
    question: contents.Question,
    answer: contents.Answer,
    language: str,
    drawn: set[str],
) -> Way:
    named = protocol.determinant(answer.determinant) if answer.determinant else None
    onward, above = None, ""
    if answer.ask in drawn:
        above = answer.ask or ""
    elif answer.ask is not None:
        onward = _asked(protocol, protocol.question(answer.ask), language, drawn)
    return Way(
        answer=answer,
        text=wording.answer(protocol, question.code, answer.code, language),
        determinant=named,
        determinant_text=wording.determinant(protocol, named.code, language) if named else "",
        onward=onward,
        above=above,
        above_text=wording.question(protocol, above, language) if above else "",
    )


def _result(
    book: contents.Book,
    protocol: contents.Protocol,
    determinant: contents.Determinant,
    language: str,
) -> Result:
    try:
        script_text = wording.script(book, determinant.script, language)
        script_at = book.script(determinant.script).protocol
    except NotInBook:
        # An edition of long ago may point to what is in the book no more.
        script_text, script_at = determinant.script, ""
    return Result(
        determinant=determinant,
        text=wording.determinant(protocol, determinant.code, language),
        plan=labels.plan(determinant),
        codes=labels.codes(determinant),
        time_critical=str(labels.TIME_CRITICAL.get(determinant.time_critical, "")),
        script_text=script_text,
        script_at=script_at,
    )


def _said(
    protocol: contents.Protocol,
    script: contents.Script,
    step: contents.Step,
    language: str,
    beside: str,
) -> Said:
    def exact(kind: str, tongue: str) -> str:
        words = protocol.words.get(tongue)
        return words.texts.get(f"{kind}.{script.code}.{step.code}", "") if words else ""

    return Said(
        step=step,
        text=wording.step_of(protocol, script.code, step.code, language),
        child=exact("child", language),
        beside=exact("step", beside),
        beside_child=exact("child", beside),
        milestone=str(labels.MILESTONES.get(step.milestone, "")),
        branches=[
            (way, wording.branch_of(protocol, script.code, step.code, way.code, language))
            for way in step.branches
        ],
    )
