"""Questions and steps as graphs: what can be reached, how soon, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calls.casefile.kinds import Severity
from calls.protocols import contents


@dataclass(frozen=True, slots=True)
class Reached:
    """Hold the codes that some path from the first question comes to."""

    questions: frozenset[str]
    determinants: frozenset[str]


def cycle(protocol: contents.Protocol) -> tuple[str, ...]:
    """Return the questions of one cycle, the first again at the end; empty when there is none."""
    done: set[str] = set()
    for question in protocol.questions:
        found = _cycle_from(protocol, question.code, (), done)
        if found:
            return found
    return ()


def reached(protocol: contents.Protocol) -> Reached:
    """Return what can be reached; the graph may hold cycles."""
    questions: set[str] = set()
    determinants: set[str] = set()
    waiting = [protocol.questions[0].code]
    while waiting:
        code = waiting.pop()
        if code in questions:
            continue
        questions.add(code)
        for answer in protocol.question(code).answers:
            if answer.determinant is not None:
                determinants.add(answer.determinant)
            if answer.ask is not None:
                waiting.append(answer.ask)
    return Reached(frozenset(questions), frozenset(determinants))


def recognitions(
    protocol: contents.Protocol, severity: Severity
) -> Iterator[tuple[contents.Question, contents.Answer, int]]:
    """Yield each answer that first brings a path to that severity, or graver.

    The number is how many questions the longest such path has asked, that one included.
    The graph must hold no cycle.
    """
    grave = {each.code for each in protocol.determinants if each.severity <= severity}
    asked = {protocol.questions[0].code: 1}
    for code in _in_order(protocol):
        if code not in asked:
            continue
        question = protocol.question(code)
        for answer in question.answers:
            if answer.determinant in grave:
                yield question, answer, asked[code]
            elif answer.ask is not None:
                asked[answer.ask] = max(asked.get(answer.ask, 0), asked[code] + 1)


@dataclass(frozen=True, slots=True)
class Ends:
    """Hold the least grave and the gravest severity that the paths behind an answer end in."""

    least: Severity
    gravest: Severity


def ends(protocol: contents.Protocol) -> dict[tuple[str, str], Ends]:
    """Return how the paths behind each answer end, by question and answer code.

    What was named before the question makes every end alike graver and is left out. The graph
    must hold no cycle and no dead end.
    """
    severities = {each.code: each.severity for each in protocol.determinants}
    behind: dict[str, Ends] = {}
    found: dict[tuple[str, str], Ends] = {}
    for code in reversed(_in_order(protocol)):
        for answer in protocol.question(code).answers:
            named = [severities[answer.determinant]] if answer.determinant is not None else []
            onward = [behind[answer.ask]] if answer.ask is not None else []
            found[code, answer.code] = Ends(
                least=min(named + [each.least for each in onward]),
                gravest=min(named + [each.gravest for each in onward]),
            )
        mine = [found[code, answer.code] for answer in protocol.question(code).answers]
        behind[code] = Ends(
            least=max(each.least for each in mine), gravest=min(each.gravest for each in mine)
        )
    return found


def after(script: contents.Script, step: contents.Step) -> tuple[contents.Step | None, ...]:
    """Return what may follow a step; None is an end: the last step read, or another script."""
    following = script.after(step)
    if not step.branches:
        return (following,)
    return tuple(
        None if way.script is not None else script.step(way.go) if way.go else following
        for way in step.branches
    )


def unread(script: contents.Script) -> Iterator[contents.Step]:
    """Yield the steps that no reading comes to."""
    seen: set[str] = set()
    waiting = [script.steps[0]]
    while waiting:
        step = waiting.pop()
        if step.code not in seen:
            seen.add(step.code)
            waiting.extend(each for each in after(script, step) if each is not None)
    yield from (step for step in script.steps if step.code not in seen)


def endless(script: contents.Script) -> Iterator[contents.Step]:
    """Yield the steps from which no reading comes to an end."""
    ending: set[str] = set()
    grown = True
    while grown:
        grown = False
        for step in script.steps:
            if step.code not in ending and any(
                each is None or each.code in ending for each in after(script, step)
            ):
                ending.add(step.code)
                grown = True
    yield from (step for step in script.steps if step.code not in ending)


def _cycle_from(
    protocol: contents.Protocol, code: str, path: tuple[str, ...], done: set[str]
) -> tuple[str, ...]:
    if code in path:
        return (*path[path.index(code) :], code)
    if code in done:
        return ()
    for answer in protocol.question(code).answers:
        if answer.ask is not None:
            found = _cycle_from(protocol, answer.ask, (*path, code), done)
            if found:
                return found
    done.add(code)
    return ()


def _in_order(protocol: contents.Protocol) -> list[str]:
    """Return the questions so that each stands after all that lead to it."""
    behind: list[str] = []
    seen: set[str] = set()

    def visit(code: str) -> None:
        if code in seen:
            return
        seen.add(code)
        for answer in protocol.question(code).answers:
            if answer.ask is not None:
                visit(answer.ask)
        behind.append(code)

    visit(protocol.questions[0].code)
    return behind[::-1]
