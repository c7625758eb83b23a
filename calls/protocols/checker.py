"""Prove of a book that every path through it ends well; return what does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calls.casefile.kinds import Severity
from calls.protocols import codes, contents, graph, wording
from calls.protocols.faults import Fault

QUESTIONS_BEFORE_LIFE_THREAT = 3
LONGEST_TEXT = 160

_PLACEHOLDER = re.compile(r"\{[^}]*\}")


def faults(book: contents.Book) -> tuple[Fault, ...]:
    """Return every fault of the book, by file and line; an empty tuple is a proof."""
    found: list[Fault] = []
    for protocol in book.protocols.values():
        broken = list(_references(protocol, book))
        found.extend(broken)
        if not broken:
            found.extend(_paths(protocol))
        found.extend(_life_questions(protocol))
        found.extend(_determinants(protocol))
        found.extend(_languages(protocol))
    return tuple(sorted(found))


def _references(protocol: contents.Protocol, book: contents.Book) -> Iterator[Fault]:
    """Every answer leads on, to something that is there; every script is there."""
    questions = {question.code for question in protocol.questions}
    determinants = {determinant.code for determinant in protocol.determinants}
    for question in protocol.questions:
        for answer in question.answers:
            place = f"answer {answer.code!r} to {question.code!r}"
            if answer.ask is None and answer.determinant is None:
                yield Fault(protocol.file, answer.line, f"dead end: {place} leads nowhere")
            if answer.ask is not None and answer.ask not in questions:
                yield Fault(protocol.file, answer.line, f"{place}: no question {answer.ask!r}")
            if answer.determinant is not None and answer.determinant not in determinants:
                reason = f"{place}: no determinant {answer.determinant!r}"
                yield Fault(protocol.file, answer.line, reason)
    for determinant in protocol.determinants:
        if determinant.script not in book.scripts:
            reason = f"{determinant.code!r}: no script {determinant.script!r} in the book"
            yield Fault(protocol.file, determinant.line, reason)


def _paths(protocol: contents.Protocol) -> Iterator[Fault]:
    """No cycle, no end without a determinant, nothing unreachable, life threats found early."""
    cycle = graph.cycle(protocol)
    if cycle:
        line = protocol.question(cycle[0]).line
        yield Fault(protocol.file, line, f"cycle: {' → '.join(cycle)}")
        return
    reached = graph.reached(protocol)
    for question in protocol.questions:
        if question.code not in reached.questions:
            reason = f"the question {question.code!r} is never asked"
            yield Fault(protocol.file, question.line, reason)
    for determinant in protocol.determinants:
        if determinant.code not in reached.determinants:
            reason = f"the determinant {determinant.code!r} is never reached"
            yield Fault(protocol.file, determinant.line, reason)
    for question, answer, asked in graph.recognitions(protocol, Severity.P0):
        if asked > QUESTIONS_BEFORE_LIFE_THREAT:
            reason = (
                f"answer {answer.code!r} to {question.code!r} recognises a life threat after "
                f"{asked} questions; at most {QUESTIONS_BEFORE_LIFE_THREAT}"
            )
            yield Fault(protocol.file, answer.line, reason)


def _life_questions(protocol: contents.Protocol) -> Iterator[Fault]:
    """Take over what the intake asked; anything but a clear yes to breathing is vital."""
    severities: dict[str | None, Severity] = {
        each.code: each.severity for each in protocol.determinants
    }
    for question in protocol.questions:
        if not question.fills:
            continue
        for code in contents.LIFE_ANSWERS:
            answer = question.answer(code)
            if answer is None:
                reason = f"{question.code!r} fills {question.fills!r} and lacks answer {code!r}"
                yield Fault(protocol.file, question.line, reason)
            elif (
                question.fills == "breathing"
                and code != "yes"
                and severities.get(answer.determinant) != Severity.P0
            ):
                reason = f"answer {code!r} to {question.code!r} is not recognised as vital"
                yield Fault(protocol.file, answer.line, reason)


def _determinants(protocol: contents.Protocol) -> Iterator[Fault]:
    """List the gravest first, each with a plan and with codes that exist."""
    worst = Severity.P0
    lists = codes.lists()
    for determinant in protocol.determinants:
        if determinant.severity < worst:
            reason = f"{determinant.code!r} stands below a less grave determinant"
            yield Fault(protocol.file, determinant.line, reason)
        worst = max(worst, determinant.severity)
        if not determinant.agencies and determinant.severity != Severity.P4:
            reason = f"{determinant.code!r} is {determinant.severity} and calls for no agency"
            yield Fault(protocol.file, determinant.line, reason)
        own = determinant.codes
        for kind, code, known in (
            ("EMSI category", own.emsi, lists.emsi),
            ("Hub Santé nature", own.nature, lists.natures),
            ("Hub Santé motive", own.motive, lists.motives | {""}),
            ("112 family", own.family, frozenset(lists.subtypes)),
            ("112 subtype", own.subtype, lists.subtypes.get(own.family, frozenset())),
        ):
            if code not in known:
                yield Fault(protocol.file, own.line, f"no {kind} {code!r}")


def _languages(protocol: contents.Protocol) -> Iterator[Fault]:
    """Write every text in each required language, and no text that belongs to nothing."""
    keys = list(wording.keys(protocol))
    for language in contents.REQUIRED_LANGUAGES:
        if language not in protocol.entry:
            yield Fault(protocol.file, 1, f"no entry words in {language!r}")
        words = protocol.words.get(language)
        if words is None:
            file = protocol.file.replace("protocol.yaml", f"words.{language}.yaml")
            yield Fault(file, 1, "the file is missing")
        else:
            missing = (key for key in keys if key not in words.texts)
            yield from (Fault(words.file, 1, f"no text for {key}") for key in missing)
    for words in protocol.words.values():
        yield from _texts(protocol, words, frozenset(keys))


def _texts(
    protocol: contents.Protocol, words: contents.Words, known: frozenset[str]
) -> Iterator[Fault]:
    """Keep each text short, and its placeholders those of the Spanish one."""
    for key, text in words.texts.items():
        line = words.lines[key]
        if key not in known:
            yield Fault(words.file, line, f"{key} belongs to nothing in the protocol")
            continue
        if len(text) > LONGEST_TEXT:
            yield Fault(words.file, line, f"{key} is longer than {LONGEST_TEXT} characters")
        spanish = protocol.words.get(wording.FALLBACK, words).texts.get(key, text)
        if sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(spanish)):
            yield Fault(words.file, line, f"{key}: placeholders differ from the Spanish")
