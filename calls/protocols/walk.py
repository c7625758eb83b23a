"""Walk through a protocol: which question is open, what the answers so far amount to.

Pure functions over answers, a mapping from question code to answer code; they keep nothing.
An answer may name a determinant and still lead on to a question. Of the determinants named so
far the one listed first in the protocol, the gravest, stands: so help is offered before the
last question, and no later answer lowers what an earlier one raised; save an answer excepted
in the protocol, by name and signature: what it names stands alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from django.utils.translation import gettext as _

from calls.casefile import refusals
from calls.protocols import contents

Answers: TypeAlias = Mapping[str, str]

NOTHING: Answers = MappingProxyType({})


class UnknownAnswer(refusals.Invalid):
    """The question has no such answer; `fields["answer"]` names those it has."""

    code = "unknown_answer"

    def __init__(self, question: contents.Question, answer: str) -> None:
        self.question = question.code
        self.allowed = tuple(each.code for each in question.answers)
        super().__init__(
            _("“%(answer)s” is no answer to this question.") % {"answer": answer},
            fields={"answer": self.allowed},
        )


class NotOpenQuestion(refusals.Refusal):
    """The question is not asked now; `fields["question"]` names those that may be answered."""

    code = "question_not_open"
    status = 409

    def __init__(self, question: str, allowed: Iterable[str]) -> None:
        self.question = question
        self.allowed = tuple(allowed)
        super().__init__(
            _("The question “%(question)s” is not open.") % {"question": question},
            fields={"question": self.allowed},
        )


@dataclass(frozen=True, slots=True)
class Walked:
    """Hold a walk: the steps taken in order, and the question open at its end, if any."""

    steps: tuple[tuple[contents.Question, contents.Answer], ...]
    question: contents.Question | None

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers in the order they were asked for."""
        return {question.code: answer.code for question, answer in self.steps}


def walk(protocol: contents.Protocol, answers: Answers) -> Walked:
    """Follow the answers from the first question as far as they lead.

    Raise UnknownAnswer for a code its question does not have, NotOpenQuestion for an answer
    to a question the others do not lead to.
    """
    walked = _follow(protocol, answers)
    given = walked.answers
    for question in answers:
        if question not in given:
            raise NotOpenQuestion(question, _answerable(walked))
    return walked


def first(protocol: contents.Protocol, known: Answers) -> contents.Question | contents.Determinant:
    """Return where a walk begins when the intake knows `awake`, `breathing`, both or none."""
    return next_step(protocol, settle(protocol, {}, known))


def next_step(
    protocol: contents.Protocol, answers: Answers
) -> contents.Question | contents.Determinant:
    """Return the open question or, when none is left, the determinant the answers amount to."""
    walked = walk(protocol, answers)
    if walked.question is not None:
        return walked.question
    return _gravest(protocol, walked)[0]


def settle(protocol: contents.Protocol, answers: Answers, known: Answers) -> dict[str, str]:
    """Add to the answers what the intake knows already, so that nobody is asked twice.

    `known` maps `awake` and `breathing` to yes, no or unknown; other values count as not asked. A
    question that asks more than the intake did is left open (`Question.settled_by`).
    """
    settled = dict(walk(protocol, answers).answers)
    while (question := _follow(protocol, settled).question) is not None:
        told = known.get(question.fills, "") if question.fills else ""
        if not question.settled_by(told):
            break
        settled[question.code] = told
    return settled


def answer(
    protocol: contents.Protocol,
    answers: Answers,
    question: str,
    code: str,
    *,
    known: Answers = NOTHING,
) -> dict[str, str]:
    """Return the answers with one more, or with one given earlier put right.

    After a new answer, what the intake knows is taken over (see `settle`). One put right drops
    the answers it no longer leads to and takes nothing over: what was known before the change
    is asked anew. Raise NotOpenQuestion or UnknownAnswer.
    """
    walked = walk(protocol, answers)
    allowed = _answerable(walked)
    if question not in allowed:
        raise NotOpenQuestion(question, allowed)
    given = _follow(protocol, {**answers, question: code}).answers
    return given if question in answers else settle(protocol, given, known)


def reconcile(protocol: contents.Protocol, answers: Answers, known: Answers) -> dict[str, str]:
    """Return the answers without what the intake knows otherwise by now, and with what it knows.

    An answer to a life question that is not the one known is put right; see `settle`.
    """
    agreed = dict(walk(protocol, answers).answers)
    for _turn in protocol.questions:
        stale = next(
            (
                question
                for question, given in walk(protocol, agreed).steps
                if not _agrees(question, given.code, known.get(question.fills, ""))
            ),
            None,
        )
        if stale is None:
            break
        agreed = answer(protocol, agreed, stale.code, known[stale.fills])
    return settle(protocol, agreed, known)


def standing(protocol: contents.Protocol, answers: Answers) -> contents.Determinant | None:
    """Return the gravest determinant named so far, before the last question too."""
    told = named(protocol, answers)
    return told[0] if told else None


def named(protocol: contents.Protocol, answers: Answers) -> tuple[contents.Determinant, ...]:
    """Return every determinant named so far, gravest first."""
    return tuple(_gravest(protocol, walk(protocol, answers)))


def agencies(told: Iterable[contents.Determinant]) -> tuple[str, ...]:
    """Return the agencies that all these determinants call for, those of the first first."""
    return tuple(dict.fromkeys(agency for each in told for agency in each.agencies))


def exemption(protocol: contents.Protocol, answers: Answers) -> contents.Exemption | None:
    """Return the exception by which the determinant that stands may lower the severity."""
    given = walk(protocol, answers).answers
    return next((e for e in protocol.exemptions if given.get(e.question) == e.answer), None)


def covert(protocol: contents.Protocol, answers: Answers) -> bool:
    """Say whether an answer told that whoever threatens is near."""
    return any(each.covert for each in _gravest(protocol, walk(protocol, answers)))


def filled(protocol: contents.Protocol, answers: Answers) -> dict[str, str]:
    """Return what the walk learnt of `awake` and `breathing`, for the intake to keep.

    Awake and gravely hurt is awake.
    """
    return {
        question.fills: "yes" if given.code in question.graver_than_yes else given.code
        for question, given in walk(protocol, answers).steps
        if question.fills and given.code in {*contents.LIFE_ANSWERS, *question.graver_than_yes}
    }


def _agrees(question: contents.Question, given: str, told: str) -> bool:
    """Say whether an answer is what the intake knows, or a graver way to say its yes."""
    if told not in contents.LIFE_ANSWERS:
        return True
    return given == told or (told == "yes" and given in question.graver_than_yes)


def _follow(protocol: contents.Protocol, answers: Answers) -> Walked:
    """Follow the answers that are met on the way; the others are not looked at."""
    steps: list[tuple[contents.Question, contents.Answer]] = []
    question: contents.Question | None = protocol.questions[0]
    while question is not None and question.code in answers:
        given = question.answer(answers[question.code])
        if given is None:
            raise UnknownAnswer(question, answers[question.code])
        steps.append((question, given))
        question = protocol.question(given.ask) if given.ask is not None else None
    return Walked(tuple(steps), question)


def _answerable(walked: Walked) -> tuple[str, ...]:
    """Return the open question first, then those already answered."""
    given = tuple(question.code for question, _answer in walked.steps)
    return (walked.question.code, *given) if walked.question is not None else given


def _excepted(protocol: contents.Protocol, walked: Walked) -> contents.Answer | None:
    """Return the excepted answer given, where it names a determinant."""
    exempt = {(each.question, each.answer) for each in protocol.exemptions}
    return next(
        (
            given
            for question, given in walked.steps
            if given.determinant is not None and (question.code, given.code) in exempt
        ),
        None,
    )


def _gravest(protocol: contents.Protocol, walked: Walked) -> list[contents.Determinant]:
    """Return the determinants named on the walk, gravest first; an excepted one alone."""
    excepted = _excepted(protocol, walked)
    told = [excepted] if excepted is not None else [given for _question, given in walked.steps]
    named = {given.determinant for given in told}
    return [each for each in protocol.determinants if each.code in named]
