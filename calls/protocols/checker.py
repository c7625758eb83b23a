"""Prove of a book that every path through it ends well; return what does not hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from calls.casefile.kinds import Severity
from calls.protocols import codes, contents, graph, wording
from calls.protocols.faults import Fault

QUESTIONS_BEFORE_LIFE_THREAT = 3
LONGEST_TEXT = 160
LONGEST_FOR_CHILD = 100
# What the key of a suspected arrest must lead to, and whom it asks first.
VITAL_ARREST = (Severity.P0, contents.ARREST, "health")

_PLACEHOLDER = re.compile(r"\{[^}]*\}")


def faults(book: contents.Book) -> tuple[Fault, ...]:
    """Return every fault of the book, by file and line; an empty tuple is a proof."""
    found = list(_needed(book))
    for protocol in book.protocols.values():
        broken = list(_references(protocol, book))
        found.extend(broken)
        if not broken:
            found.extend(_paths(protocol))
            found.extend(_scripts(protocol))
        found.extend(_life_questions(protocol))
        found.extend(_determinants(protocol))
        found.extend(_languages(protocol))
    return tuple(sorted(set(found)))


def _needed(book: contents.Book) -> Iterator[Fault]:
    """Hold what the house names by itself: the arrest behind its key, and the last resort."""
    arrest = book.protocols.get(contents.ARREST_PROTOCOL)
    if arrest is None:
        yield _absent(contents.ARREST_PROTOCOL, "the key of a suspected arrest")
    else:
        wanted = contents.ARREST_DETERMINANT
        found = next((each for each in arrest.determinants if each.code == wanted), None)
        if found is None:
            reason = f"no determinant {wanted!r}: the key of a suspected arrest needs it"
            yield Fault(arrest.file, 1, reason)
        elif (found.severity, found.time_critical, *found.agencies[:1]) != VITAL_ARREST:
            reason = f"{wanted!r}: the key of a suspected arrest needs {', '.join(VITAL_ARREST)}"
            yield Fault(arrest.file, found.line, reason)
    if contents.LAST_RESORT not in book.protocols:
        yield _absent(contents.LAST_RESORT, "a search that finds nothing")


def _absent(protocol: str, what: str) -> Fault:
    return Fault(f"{protocol}/protocol.yaml", 1, f"no protocol {protocol!r}: {what} needs it")


def _references(protocol: contents.Protocol, book: contents.Book) -> Iterator[Fault]:
    """Lead every answer on, to something that is there; have every script there."""
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
    for script in protocol.scripts:
        yield from _branches(protocol, script, book)
    yield from _exemptions(protocol)


def _exemptions(protocol: contents.Protocol) -> Iterator[Fault]:
    """Except only answers that are there and end the walk: nothing vital is heard behind one."""
    answers = {
        (each.code, answer.code): answer for each in protocol.questions for answer in each.answers
    }
    for exemption in protocol.exemptions:
        place = f"{exemption.answer!r} to {exemption.question!r}"
        answer = answers.get((exemption.question, exemption.answer))
        if answer is None:
            yield Fault(protocol.file, exemption.line, f"no answer {place} to except")
        elif answer.ask is not None or answer.determinant is None:
            reason = f"excepted answer {place} must name a determinant and ask nothing more"
            yield Fault(protocol.file, exemption.line, reason)


def _branches(
    protocol: contents.Protocol, script: contents.Script, book: contents.Book
) -> Iterator[Fault]:
    """Lead every branch to a step of its script, or to a script of the book."""
    steps = {step.code for step in script.steps}
    for way in (way for step in script.steps for way in step.branches):
        if way.go is not None and way.go not in steps:
            reason = f"branch {way.code!r}: no step {way.go!r} in {script.code!r}"
            yield Fault(protocol.file, way.line, reason)
        if way.script is not None and way.script not in book.scripts:
            reason = f"branch {way.code!r}: no script {way.script!r} in the book"
            yield Fault(protocol.file, way.line, reason)


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
    yield from _scales(protocol, reached.questions)


def _scales(protocol: contents.Protocol, asked: Collection[str]) -> Iterator[Fault]:
    """Let no worse answer end less grave, save where somebody signed for it."""
    ends = graph.ends(protocol)
    exempt = {(each.question, each.answer): each for each in protocol.exemptions}
    used: set[contents.Exemption] = set()
    for question in (each for each in protocol.questions if each.code in asked):
        better = None
        for code in question.scale:
            here = ends[question.code, code]
            falls = better is not None and (
                here.least > ends[question.code, better].least
                or here.gravest > ends[question.code, better].gravest
            )
            if (question.code, code) in exempt:
                used.update([exempt[question.code, code]] if falls else [])
                continue
            if falls:
                reason = (
                    f"answer {code!r} to {question.code!r} is worse than {better!r} and may end "
                    "less grave"
                )
                answer = next(each for each in question.answers if each.code == code)
                yield Fault(protocol.file, answer.line, reason)
            better = code
    for exemption in protocol.exemptions:
        if exemption not in used:
            reason = f"the exception of {exemption.answer!r} excepts nothing"
            yield Fault(protocol.file, exemption.line, reason)


def _scripts(protocol: contents.Protocol) -> Iterator[Fault]:
    """Come to every step, and from each to an end."""
    for script in protocol.scripts:
        for step in graph.unread(script):
            reason = f"the step {step.code!r} of {script.code!r} is never read"
            yield Fault(protocol.file, step.line, reason)
        for step in graph.endless(script):
            reason = f"no way out of {script.code!r} from the step {step.code!r}"
            yield Fault(protocol.file, step.line, reason)


def _life_questions(protocol: contents.Protocol) -> Iterator[Fault]:
    """Take over what the intake asked; anything but a clear yes to breathing is vital."""
    severities: dict[str | None, Severity] = {
        each.code: each.severity for each in protocol.determinants
    }
    for question in protocol.questions:
        if not question.fills:
            continue
        for code in contents.LIFE_ANSWERS:
            if question.answer(code) is None:
                reason = f"{question.code!r} fills {question.fills!r} and lacks answer {code!r}"
                yield Fault(protocol.file, question.line, reason)
        for answer in question.answers if question.fills == "breathing" else ():
            if answer.code != "yes" and severities.get(answer.determinant) != Severity.P0:
                reason = f"answer {answer.code!r} to {question.code!r} is not recognised as vital"
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
    for language in contents.REQUIRED_LANGUAGES:
        if language not in protocol.entry:
            yield Fault(protocol.file, 1, f"no entry words in {language!r}")
        yield from _lacks(protocol, language, list(wording.keys(protocol)))
    for script in protocol.scripts:
        spoken = list(wording.script_keys(script))
        for language in contents.SPOKEN_LANGUAGES:
            words = protocol.words.get(language)
            if language in contents.REQUIRED_LANGUAGES:
                if script.core:
                    yield from _lacks(protocol, language, list(wording.child_keys(script)))
            elif script.core or (words is not None and any(key in words.texts for key in spoken)):
                yield from _lacks(protocol, language, spoken)
    known = frozenset(
        [*wording.keys(protocol)]
        + [key for script in protocol.scripts for key in wording.child_keys(script)]
    )
    for words in protocol.words.values():
        yield from _texts(protocol, words, known)


def _lacks(protocol: contents.Protocol, language: str, keys: Iterable[str]) -> Iterator[Fault]:
    words = protocol.words.get(language)
    if words is None:
        file = protocol.file.replace("protocol.yaml", f"words.{language}.yaml")
        yield Fault(file, 1, "the file is missing")
    else:
        missing = (key for key in keys if key not in words.texts)
        yield from (Fault(words.file, 1, f"no text for {key}") for key in missing)


def _texts(
    protocol: contents.Protocol, words: contents.Words, known: frozenset[str]
) -> Iterator[Fault]:
    """Keep each text short, and its placeholders those of the Spanish one."""
    for key, text in words.texts.items():
        line = words.lines[key]
        if key not in known:
            yield Fault(words.file, line, f"{key} belongs to nothing in the protocol")
            continue
        longest = LONGEST_FOR_CHILD if key.startswith("child.") else LONGEST_TEXT
        if len(text) > longest:
            yield Fault(words.file, line, f"{key} is longer than {longest} characters")
        spanish = protocol.words.get(wording.FALLBACK, words).texts.get(key, text)
        if sorted(_PLACEHOLDER.findall(text)) != sorted(_PLACEHOLDER.findall(spanish)):
            yield Fault(words.file, line, f"{key}: placeholders differ from the Spanish")
