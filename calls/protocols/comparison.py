"""Two versions of a protocol side by side: what was added, removed and changed, part by part."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from calls.casefile.kinds import Severity
from calls.protocols import contents, labels, wording

State = Literal["added", "removed", "changed"]
Piece = tuple[str, str]
"""How a stretch of text stands ("same", "gone", "new"), and the text."""

SECTIONS = ("protocol", "entry", "questions", "exceptions", "determinants", "scripts")
_TOKENS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One thing that is another: what it is called, in which language, and both its texts."""

    label: str
    language: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One part of a protocol that is another; `less` says that it now weighs less than it did."""

    section: str
    code: str
    title: str
    state: State
    details: tuple[Detail, ...]
    less: bool = False


Facts = Mapping[tuple[str, str], str]
"""(label, language) → text of one part."""


def compare(
    before: contents.Protocol, after: contents.Protocol, *, language: str
) -> tuple[Item, ...]:
    """Return every part that differs, section by section, in the order of the later version."""
    lighter = {
        each.code
        for each in after.determinants
        for old in before.determinants
        if old.code == each.code and each.severity > old.severity
    }
    found: list[Item] = []
    then, now = dict(_parts(before)), dict(_parts(after))
    for key in sorted(_in_order(list(then), list(now)), key=lambda key: SECTIONS.index(key[0])):
        section, code = key
        old, new = then.get(key, {}), now.get(key, {})
        if old == new:
            continue
        state: State = "changed" if old and new else "added" if new else "removed"
        source = after if new else before
        found.append(
            Item(
                section=section,
                code=code,
                title=_title(source, section, code, language),
                state=state,
                details=tuple(_details(old, new)),
                less=section == "determinants" and code in lighter,
            )
        )
    return tuple(found)


def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts, cut where their words differ."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        same = kind == "equal"
        if b > a:
            left.append(("same" if same else "gone", "".join(old[a:b])))
        if d > c:
            right.append(("same" if same else "new", "".join(new[c:d])))
    return tuple(left), tuple(right)


def _details(before: Facts, after: Facts) -> Iterator[Detail]:
    for label, language in _in_order(list(before), list(after)):
        old, new = before.get((label, language), ""), after.get((label, language), "")
        if old != new:
            left, right = pieces(old, new)
            yield Detail(label=label, language=language, before=left, after=right)


def _in_order(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the keys of both; those that are gone stand where they stood."""
    found = list(after)
    for place, key in enumerate(before):
        if key not in after:
            ahead = [each for each in before[:place] if each in found]
            found.insert(found.index(ahead[-1]) + 1 if ahead else 0, key)
    return found


def _parts(protocol: contents.Protocol) -> Iterator[tuple[tuple[str, str], Facts]]:
    yield ("protocol", protocol.code), _head(protocol)
    for language, phrases in protocol.entry.items():
        yield ("entry", language), {(_("Entry words"), language): " · ".join(sorted(phrases))}
    for question in protocol.questions:
        yield ("questions", question.code), dict(_question(protocol, question))
    for each in protocol.exemptions:
        key = f"{each.question} {each.answer}"
        yield (
            ("exceptions", key),
            {(_("Reason"), ""): each.reason, (_("Signed by"), ""): each.signed_by},
        )
    for determinant in protocol.determinants:
        yield ("determinants", determinant.code), dict(_determinant(protocol, determinant))
    for script in protocol.scripts:
        yield ("scripts", script.code), dict(_script(protocol, script))


def _head(protocol: contents.Protocol) -> Facts:
    return {
        (_("Version"), ""): str(protocol.version),
        (_("Family"), ""): str(labels.FAMILIES.get(protocol.family, protocol.family)),
        (_("Review"), ""): protocol.review,
        (_("Sources"), ""): " · ".join(protocol.sources),
        (_("Expected"), ""): labels.expects(protocol),
        (_("Determinants, gravest first"), ""): " → ".join(
            each.code for each in protocol.determinants
        ),
        **_worded(protocol, _("Title"), "title"),
    }


def _question(
    protocol: contents.Protocol, question: contents.Question
) -> Iterator[tuple[tuple[str, str], str]]:
    first = protocol.questions[0] is question
    yield (_("Place"), ""), _("opens the protocol") if first else ""
    yield (_("Takes over from the intake"), ""), question.fills
    yield (_("From least to most grave"), ""), " → ".join(question.scale)
    yield from _worded(protocol, _("Question"), f"question.{question.code}").items()
    for answer in question.answers:
        name = _("Answer {code}").format(code=answer.code)
        onward = []
        if answer.determinant is not None:
            severity = protocol.determinant(answer.determinant).severity.value
            onward.append(f"⇒ {severity} {answer.determinant}")
        if answer.ask is not None:
            onward.append(f"→ {answer.ask}")
        yield (name, ""), f"{answer.digit} {' '.join(onward)}"
        yield from _worded(protocol, name, f"answer.{question.code}.{answer.code}").items()


def _determinant(
    protocol: contents.Protocol, determinant: contents.Determinant
) -> Iterator[tuple[tuple[str, str], str]]:
    critical = labels.TIME_CRITICAL.get(determinant.time_critical, "")
    yield (_("Severity"), ""), Severity(determinant.severity).value
    yield (_("Plan"), ""), labels.plan(determinant)
    yield (_("Instructions"), ""), determinant.script
    yield (_("Time-critical"), ""), str(critical)
    yield (_("Covert"), ""), _("nobody calls back") if determinant.covert else ""
    yield (_("Codes"), ""), labels.codes(determinant)
    yield from _worded(protocol, _("Text"), f"determinant.{determinant.code}").items()


def _script(
    protocol: contents.Protocol, script: contents.Script
) -> Iterator[tuple[tuple[str, str], str]]:
    yield (_("In every language"), ""), _("Yes") if script.core else ""
    yield (_("Steps"), ""), " → ".join(step.code for step in script.steps)
    yield from _worded(protocol, _("Title"), f"script.{script.code}").items()
    for step in script.steps:
        key = f"{script.code}.{step.code}"
        name = _("Step {code}").format(code=step.code)
        marks = [
            f"{step.metronome}/min" if step.metronome else "",
            str(labels.MILESTONES.get(step.milestone, step.milestone)),
            _("essential") if step.essential else "",
        ]
        yield (name, ""), " · ".join(mark for mark in marks if mark)
        yield from _worded(protocol, name, f"step.{key}").items()
        child = _("Step {code}, to a child").format(code=step.code)
        yield from _worded(protocol, child, f"child.{key}").items()
        for way in step.branches:
            said = _("Step {code}, answer {answer}").format(code=step.code, answer=way.code)
            yield (said, ""), f"{way.digit} → {way.go or way.script or _('next step')}"
            yield from _worded(protocol, said, f"branch.{key}.{way.code}").items()


def _worded(protocol: contents.Protocol, label: str, key: str) -> Facts:
    """Return a text in every language that has it, Spanish first."""
    return {
        (label, language): protocol.words[language].texts[key]
        for language in contents.SPOKEN_LANGUAGES
        if language in protocol.words and key in protocol.words[language].texts
    }


def _title(protocol: contents.Protocol, section: str, code: str, language: str) -> str:
    """Return what a part is called to the reader, "" where it has no words."""
    one = {"questions": "question", "determinants": "determinant", "scripts": "script"}
    if section not in one:
        return ""
    return wording.text(protocol, f"{one[section]}.{code}", language)


def count(items: Iterable[Item]) -> Mapping[str, int]:
    """Return how many parts were added, removed and changed, and how many weigh less now."""
    listed = list(items)
    told = {
        state: sum(each.state == state for each in listed)
        for state in ("added", "removed", "changed")
    }
    return told | {"less": sum(each.less for each in listed)}
