"""The words of a protocol: how its texts are keyed, read from file, and found.

Keys: `title`, `question.<q>`, `answer.<q>.<a>`, `determinant.<d>`, `script.<s>`,
`step.<s>.<step>`, `branch.<s>.<step>.<b>`, and `child.<s>.<step>`, a step in words for a child.
A language that lacks a text falls back to Spanish; a step that has none for a child, to its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calls.protocols import contents, document
from calls.protocols.faults import NotInBook

FALLBACK = "es"


def text(protocol: contents.Protocol, key: str, language: str) -> str:
    """Return a text in that language ("en", "en-gb"), else in Spanish; else raise NotInBook."""
    for candidate in (language, language.partition("-")[0], FALLBACK):
        words = protocol.words.get(candidate)
        if words is not None and key in words.texts:
            return words.texts[key]
    raise NotInBook("text", key, protocol.words[FALLBACK].texts)


def title(protocol: contents.Protocol, language: str) -> str:
    """Return the protocol's title."""
    return text(protocol, "title", language)


def question(protocol: contents.Protocol, code: str, language: str) -> str:
    """Return what the operator asks."""
    return text(protocol, f"question.{code}", language)


def answer(protocol: contents.Protocol, asked: str, code: str, language: str) -> str:
    """Return what an answer to a question is called."""
    return text(protocol, f"answer.{asked}.{code}", language)


def determinant(protocol: contents.Protocol, code: str, language: str) -> str:
    """Return a determinant's title."""
    return text(protocol, f"determinant.{code}", language)


def script(book: contents.Book, code: str, language: str) -> str:
    """Return the title of any script in the book."""
    found = book.script(code)
    return text(book.owner(found), f"script.{code}", language)


def step(book: contents.Book, of_script: str, code: str, language: str) -> str:
    """Return the sentence to read for one step of any script in the book."""
    found = book.script(of_script)
    return text(book.owner(found), f"step.{of_script}.{code}", language)


def languages(protocol: contents.Protocol, of_script: str) -> tuple[str, ...]:
    """Return the languages in which a script of this protocol can be read whole."""
    wanted = list(script_keys(protocol.script(of_script)))
    return tuple(
        language
        for language in contents.SPOKEN_LANGUAGES
        if language in protocol.words
        and all(key in protocol.words[language].texts for key in wanted)
    )


def step_of(
    protocol: contents.Protocol, of_script: str, code: str, language: str, *, child: bool = False
) -> str:
    """Return the sentence to read for a step of a script of this protocol."""
    words = protocol.words.get(language)
    if child and words is not None and f"child.{of_script}.{code}" in words.texts:
        return words.texts[f"child.{of_script}.{code}"]
    return text(protocol, f"step.{of_script}.{code}", language)


def branch_of(
    protocol: contents.Protocol, of_script: str, code: str, branch: str, language: str
) -> str:
    """Return what an answer at a step that branches is called."""
    return text(protocol, f"branch.{of_script}.{code}.{branch}", language)


def keys(protocol: contents.Protocol) -> Iterator[str]:
    """Yield every key that a language which is required whole must have."""
    yield "title"
    for asked in protocol.questions:
        yield f"question.{asked.code}"
        yield from (f"answer.{asked.code}.{each.code}" for each in asked.answers)
    yield from (f"determinant.{each.code}" for each in protocol.determinants)
    for read in protocol.scripts:
        yield from script_keys(read)


def script_keys(read: contents.Script) -> Iterator[str]:
    """Yield every key that a language in which a script is read must have."""
    yield f"script.{read.code}"
    for each in read.steps:
        yield f"step.{read.code}.{each.code}"
        yield from (f"branch.{read.code}.{each.code}.{way.code}" for way in each.branches)


def child_keys(read: contents.Script) -> Iterator[str]:
    """Yield the keys under which the words for a child may stand."""
    yield from (f"child.{read.code}.{each.code}" for each in read.steps)


def parse(node: document.Node, *, language: str) -> contents.Words:
    """Read the tables of one words file; raise BookError.

    A language that is not required whole may leave out any section.
    """
    found = _Gatherer()
    sections = ["title", "questions", "determinants", "scripts"]
    whole = language in contents.REQUIRED_LANGUAGES
    fields = document.table(
        node,
        required=["review", *sections] if whole else ["review"],
        optional=[] if whole else sections,
    ).entries
    document.text(fields["review"])
    if "title" in fields:
        found.take("title", fields["title"])
    for code, entry in _entries(fields, "questions"):
        inner = document.table(entry, required=("text", "answers")).entries
        found.take(f"question.{code}", inner["text"])
        for each, label in document.mapping(inner["answers"]).entries.items():
            found.take(f"answer.{code}.{each}", label)
    for code, entry in _entries(fields, "determinants"):
        found.take(f"determinant.{code}", entry)
    for code, entry in _entries(fields, "scripts"):
        inner = document.table(
            entry, required=("title", "steps"), optional=("branches", "child")
        ).entries
        found.take(f"script.{code}", inner["title"])
        for each, sentence in document.mapping(inner["steps"]).entries.items():
            found.take(f"step.{code}.{each}", sentence)
        for each, ways in _entries(inner, "branches"):
            for way, label in document.mapping(ways).entries.items():
                found.take(f"branch.{code}.{each}.{way}", label)
        for each, sentence in _entries(inner, "child"):
            found.take(f"child.{code}.{each}", sentence)
    return contents.Words(language=language, file=node.file, texts=found.texts, lines=found.lines)


def _entries(
    fields: Mapping[str, document.Node], section: str
) -> Iterator[tuple[str, document.Node]]:
    if section in fields:
        yield from document.mapping(fields[section]).entries.items()


class _Gatherer:
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.lines: dict[str, int] = {}

    def take(self, key: str, node: document.Node) -> None:
        self.texts[key] = document.text(node)
        self.lines[key] = node.line
