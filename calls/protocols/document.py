"""Read YAML as plain tables, lists and texts that know their line.

Only the shape is taken from YAML. Every scalar stays the text that was written (`no` is not
False), and what a reviewed file never needs is refused: anchors and aliases, tags, repeated
keys, more than one document, deep nesting, large files.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

import yaml

from calls.protocols.faults import BookError, Fault

LARGEST_FILE = 256 * 1024
DEEPEST = 12

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_WHOLE = re.compile(r"[0-9]{1,6}")
# libyaml's parser where it is built in (twenty times faster), else the one in Python.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Text:
    """Hold a scalar as it was written."""

    file: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    """Hold a list."""

    file: str
    line: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Hold a mapping, in the order written."""

    file: str
    line: int
    entries: Mapping[str, Node]
    key_lines: Mapping[str, int]


Node: TypeAlias = Text | Items | Table


def refuse(where: Node, reason: str, *, line: int | None = None) -> NoReturn:
    """Raise the BookError of one fault at a node."""
    raise BookError([Fault(where.file, where.line if line is None else line, reason)])


def read(raw: bytes, *, file: str) -> Node:
    """Compose one document from bytes (UTF-8, at most LARGEST_FILE); raise BookError."""
    if len(raw) > LARGEST_FILE:
        raise BookError([Fault(file, 1, f"larger than {LARGEST_FILE} bytes")])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BookError([Fault(file, line, "not UTF-8")]) from error
    try:
        return _Composer(text, file).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        raise BookError([Fault(file, mark.line + 1 if mark else 1, reason)]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BookError([Fault(file, line, f"a character YAML forbids: {error.reason}")]) from error


def table(node: Node, *, required: Collection[str], optional: Collection[str] = ()) -> Table:
    """Take a mapping with exactly these keys; raise BookError for a missing or unknown one."""
    found = mapping(node)
    for key, line in found.key_lines.items():
        if key not in required and key not in optional:
            allowed = ", ".join([*required, *optional])
            refuse(node, f"unknown key {key!r}; allowed: {allowed}", line=line)
    for key in required:
        if key not in found.entries:
            refuse(node, f"missing key {key!r}")
    return found


def mapping(node: Node) -> Table:
    """Take a mapping with any keys; raise BookError."""
    if not isinstance(node, Table):
        refuse(node, "a mapping is needed here")
    return node


def items(node: Node, *, may_be_empty: bool = False) -> tuple[Node, ...]:
    """Take a list, of at least one entry unless told otherwise; raise BookError."""
    if not isinstance(node, Items):
        refuse(node, "a list is needed here")
    if not node.nodes and not may_be_empty:
        refuse(node, "the list is empty")
    return node.nodes


def text(node: Node) -> str:
    """Take a text that is not empty, its white space collapsed; raise BookError."""
    if not isinstance(node, Text):
        refuse(node, "a text is needed here")
    value = " ".join(node.value.split())
    if not value:
        refuse(node, "the text is empty")
    if not value.isprintable():
        refuse(node, "the text holds a character that cannot be printed")
    return value


def code(node: Node) -> str:
    """Take a code of lower-case letters, digits and underscores; raise BookError."""
    value = text(node)
    if not _CODE.fullmatch(value):
        refuse(node, f"{value!r} is no code (lower-case letters, digits, underscores)")
    return value


def one_of(node: Node, allowed: Collection[str]) -> str:
    """Take one of the allowed texts; raise BookError."""
    value = text(node)
    if value not in allowed:
        refuse(node, f"{value!r} is not one of {', '.join(allowed)}")
    return value


def whole(node: Node, *, least: int, most: int) -> int:
    """Take a whole number within bounds, both included; raise BookError."""
    value = text(node)
    if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
        refuse(node, f"a whole number from {least} to {most} is needed, not {value!r}")
    return int(value)


class _Composer:
    """Turn the parser's events into nodes."""

    def __init__(self, source: str, file: str) -> None:
        self._file = file
        self._events: Iterator[yaml.Event] = (
            event
            for event in yaml.parse(source, Loader=_Loader)
            if not isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent)
        )

    def document(self) -> Node:
        node = self._node(next(self._events), depth=0)
        next(self._events)  # the end of this document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._refuse(after, "one document to a file")
        return node

    def _node(self, event: yaml.Event, *, depth: int) -> Node:
        if isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "the file is empty")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse(event, "anchors and aliases are not used in a book")
        if getattr(event, "tag", None) not in (None, "!"):
            self._refuse(event, "tags are not used in a book")
        if depth > DEEPEST:
            self._refuse(event, f"nested deeper than {DEEPEST} levels")
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return Text(self._file, line, event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(self._file, line, tuple(self._sequence(depth + 1)))
        return self._table(line, depth + 1)

    def _sequence(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth=depth)

    def _table(self, line: int, depth: int) -> Table:
        entries: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth=depth)
            if not isinstance(key, Text):
                refuse(key, "a key is a text")
            if key.value in entries:
                refuse(key, f"the key {key.value!r} stands twice")
            key_lines[key.value] = key.line
            entries[key.value] = self._node(next(self._events), depth=depth)
        return Table(self._file, line, entries, key_lines)

    def _refuse(self, event: yaml.Event, reason: str) -> NoReturn:
        raise BookError([Fault(self._file, _line(event), reason)])


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1
