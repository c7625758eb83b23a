"""What the book makes of a call of which only its type is known.

A type is no conversation. What the table says of it is answered so; every other question is
answered as if nothing were amiss: its least grave answer, or, of a question that only sorts, the
unknown or else the last. So a disagreement with the source shows what its type leaves untold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from calls.protocols import contents, walk


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judged:
    """A walk to its end: the answers in the order asked, the determinant, its severity."""

    protocol: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    determinant: str = ""
    severity: str = ""


NOTHING = Judged()


def judge(
    protocol: contents.Protocol,
    told: Mapping[str, str],
    *,
    untold: Callable[[contents.Question], str] | None = None,
) -> Judged:
    """Walk through a protocol with the answers that a type stands for.

    `untold` answers the questions of which it says nothing, else `nothing_amiss` does.
    """
    otherwise = untold or nothing_amiss
    answers: dict[str, str] = {}
    while isinstance(step := walk.next_step(protocol, answers), contents.Question):
        answer = told.get(step.code) or otherwise(step)
        answers = walk.answer(protocol, answers, step.code, answer)
    return Judged(
        protocol=protocol.code,
        answers=tuple(answers.items()),
        determinant=step.code,
        severity=step.severity.value,
    )


def nothing_amiss(question: contents.Question) -> str:
    """Return the least grave answer to a question; of one that only sorts, the unknown."""
    if question.scale:
        return question.scale[0]
    unknown = question.answer("unknown")
    return unknown.code if unknown is not None else question.answers[-1].code
