"""How grave the shipped book takes one finding to be, wherever it is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from calls.casefile.kinds import Severity
from calls.protocols import contents, graph, reader, wording

BOOK = reader.load(reader.LIBRARY)
PROTOCOLS = list(BOOK.protocols.values())

# Where who does not respond, but breathes, has nothing known of them that makes it graver.
NO_GRAVER_CAUSE = {
    "unconscious",
    "general",
    "sick_person",
    "cardiac_arrest_adult",
    "cardiac_arrest_child",
    "breathing",
    "choking",
    "diabetic",
    "seizure",
}
# What no wound may do, and no burn be, and still wait behind a life in danger.
GRAVE = {
    "es": r"sangra(n|do)? mucho|mucha sangre|a chorro|quemaduras grandes|muy quemad",
    "en": r"bleed\w* (a lot|heavily)|lot of blood|heavy bleeding|spurt|large burn|badly burned",
}
HURT = r"\b(hurt|injured|ill|unwell)\b"


@pytest.mark.parametrize("language", contents.REQUIRED_LANGUAGES)
def test_heavy_bleeding_and_large_burns_are_a_danger_to_life_everywhere(language: str) -> None:
    told = [
        (protocol, question, answer)
        for protocol, question, answer in _answers()
        if re.search(GRAVE[language], _label(protocol, question, answer, language), re.IGNORECASE)
    ]
    assert len(told) > 20
    for protocol, question, answer in told:
        assert answer.determinant, (protocol.code, question.code, answer.code)
        named = protocol.determinant(answer.determinant)
        assert named.severity == Severity.P0, (protocol.code, question.code, answer.code)


@pytest.mark.parametrize("language", contents.REQUIRED_LANGUAGES)
def test_who_is_asked_about_heavy_bleeding_can_answer_that_life_is_in_danger(language: str) -> None:
    for protocol in PROTOCOLS:
        for question in protocol.questions:
            asked = wording.question(protocol, question.code, language)
            if re.search(GRAVE[language], asked, re.IGNORECASE):
                codes = [each.determinant for each in question.answers if each.determinant]
                named = {protocol.determinant(code).severity for code in codes}
                assert Severity.P0 in named, (protocol.code, question.code)


def test_who_does_not_respond_but_breathes_is_as_grave_everywhere_or_graver_for_a_cause() -> None:
    found = {protocol.code: set(_down_and_breathing(protocol)) for protocol in PROTOCOLS}
    told = {code: severities for code, severities in found.items() if severities}
    assert len(told) > 40
    assert {severity for severities in told.values() for severity in severities} == {
        Severity.P0,
        Severity.P1,
    }
    assert {code for code, severities in told.items() if Severity.P1 in severities} == (
        NO_GRAVER_CAUSE
    )


def test_who_had_a_fit_in_pregnancy_is_in_danger_whether_it_is_over_or_not() -> None:
    told = {
        (protocol.code, question.code, answer.code): protocol.determinant(answer.determinant)
        for protocol, question, answer in _answers()
        if answer.determinant is not None
        and (protocol.code, answer.code) in {("seizure", "pregnant"), ("childbirth", "fit")}
    }
    assert len(told) == 3
    assert {each.severity for each in told.values()} == {Severity.P0}


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=BOOK.protocols)
def test_no_answer_names_what_something_graver_always_overtakes(
    protocol: contents.Protocol,
) -> None:
    # What is excepted stands alone, whatever was named before.
    excepted = {(each.question, each.answer) for each in protocol.exemptions}
    ended = {
        answer.determinant: set[Severity]()
        for question in protocol.questions
        for answer in question.answers
        if answer.determinant is not None and (question.code, answer.code) not in excepted
    }
    for named, end in _walks(protocol):
        for code in named & ended.keys():
            ended[code].add(end.severity)
    overtaken = {
        code
        for code, severities in ended.items()
        if protocol.determinant(code).severity not in severities
    }
    assert overtaken == set()


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=BOOK.protocols)
def test_a_medical_reason_calls_for_health(protocol: contents.Protocol) -> None:
    without = {
        each.code
        for each in protocol.determinants
        if each.codes.motive and each.plan and "health" not in each.plan
    }
    assert without == set()


def test_a_hard_blow_calls_for_the_same_ambulance_whoever_dealt_it() -> None:
    warned = {
        (protocol.code, protocol.determinant("hurt_warning").plan["health"])
        for protocol in PROTOCOLS
        if any(each.code == "hurt_warning" for each in protocol.determinants)
    }
    assert len(warned) == 5
    assert {kinds for _protocol, kinds in warned} == {("ambulance_als",)}


def test_a_yes_to_whether_anyone_is_hurt_or_ill_calls_for_health() -> None:
    asked = 0
    for protocol, question, answer in _answers():
        text = wording.question(protocol, question.code, "en")
        if answer.code == "yes" and answer.determinant and re.search(HURT, text, re.IGNORECASE):
            named = protocol.determinant(answer.determinant)
            assert "health" in named.plan, (protocol.code, question.code)
            asked += 1
    assert asked > 4


def _answers() -> Iterator[tuple[contents.Protocol, contents.Question, contents.Answer]]:
    for protocol in PROTOCOLS:
        for question in protocol.questions:
            for answer in question.answers:
                yield protocol, question, answer


def _label(
    protocol: contents.Protocol,
    question: contents.Question,
    answer: contents.Answer,
    language: str,
) -> str:
    return wording.answer(protocol, question.code, answer.code, language)


def _down_and_breathing(protocol: contents.Protocol) -> Iterator[Severity]:
    """Yield the least grave end of whoever is not clearly awake and breathes normally."""
    behind = graph.ends(protocol)
    named = {each.code: each.severity for each in protocol.determinants}
    for question in protocol.questions:
        for answer in question.answers:
            if question.fills != "awake" or answer.code not in {"no", "unknown"}:
                continue
            assert answer.ask, (protocol.code, question.code)
            assert protocol.question(answer.ask).fills == "breathing"
            told = [named[answer.determinant]] if answer.determinant is not None else []
            yield min([*told, behind[answer.ask, "yes"].least])


def _walks(
    protocol: contents.Protocol,
) -> Iterator[tuple[frozenset[str], contents.Determinant]]:
    """Yield what a whole walk names, and what of it stands; alike walks once."""
    seen = set()
    waiting = [(protocol.questions[0], frozenset[str]())]
    while waiting:
        question, before = waiting.pop()
        for answer in question.answers:
            named = before | {answer.determinant} if answer.determinant is not None else before
            if answer.ask is None:
                yield named, next(each for each in protocol.determinants if each.code in named)
            elif (answer.ask, named) not in seen:
                seen.add((answer.ask, named))
                waiting.append((protocol.question(answer.ask), named))
