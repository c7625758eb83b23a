"""Bind files into protocols, and protocols into a book: a folder's, or bytes kept elsewhere."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from calls.protocols import contents, document, parsing, wording
from calls.protocols.faults import BookError, Fault

STRUCTURE = "protocol.yaml"
MOST_PROTOCOLS = 500

_WORDS = re.compile(r"words\.([a-z]{2})\.yaml")

Files: TypeAlias = Mapping[str, bytes]
"""The exact files of one protocol by name."""
Library: TypeAlias = Mapping[str, Files]
"""The files of protocols by code."""


def digest(held: Files) -> str:
    """Return the SHA-256 (hex) of a protocol's files: it pins structure and wording together."""
    found = hashlib.sha256()
    for name in sorted(held):
        found.update(f"{name}\0{len(held[name])}\0".encode() + held[name])
    return found.hexdigest()


def digest_of_book(editions: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of a whole book, given code → digest of its protocols."""
    lines = "".join(f"{code} {editions[code]}\n" for code in sorted(editions))
    return hashlib.sha256(lines.encode()).hexdigest()


def is_a_protocols(name: str) -> bool:
    """Say whether a file of that name belongs to a protocol."""
    return name == STRUCTURE or _WORDS.fullmatch(name) is not None


def library(path: Path) -> dict[str, dict[str, bytes]]:
    """Return the files of the library at path, one folder a protocol; raise BookError."""
    folders = sorted(entry for entry in path.iterdir() if entry.is_dir()) if path.is_dir() else []
    _refuse_number(len(folders), path.name)
    faults: list[Fault] = []
    found: dict[str, dict[str, bytes]] = {}
    for folder in folders:
        try:
            found[folder.name] = files(folder)
        except BookError as error:
            faults.extend(error.faults)
    if faults:
        raise BookError(sorted(faults))
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Return the files of one protocol; raise BookError."""
    return {entry.name: _raw(entry) for entry in sorted(folder.glob("*.y*ml"))}


def bind(
    found: Library, *, known: Mapping[str, contents.Protocol] = MappingProxyType({})
) -> contents.Book:
    """Make a book of files without proving that it leads anywhere; raise BookError.

    `known` maps digests to protocols that need not be read again.
    """
    _refuse_number(len(found), "library")
    faults: list[Fault] = []
    protocols: dict[str, contents.Protocol] = {}
    for code, held in found.items():
        try:
            protocols[code] = known.get(digest(held)) or protocol(code, held)
        except BookError as error:
            faults.extend(error.faults)
    if faults:
        raise BookError(sorted(faults))
    return book(protocols.values())


def book(protocols: Iterable[contents.Protocol]) -> contents.Book:
    """Put protocols into one book; raise BookError where a script stands in two of them."""
    bound = {each.code: each for each in sorted(protocols, key=lambda each: each.code)}
    faults: list[Fault] = []
    scripts: dict[str, contents.Script] = {}
    for each in bound.values():
        for script in each.scripts:
            if script.code in scripts:
                there = scripts[script.code].protocol
                reason = f"the script {script.code!r} stands in {there} already"
                faults.append(Fault(each.file, script.line, reason))
            scripts.setdefault(script.code, script)
    if faults:
        raise BookError(sorted(faults))
    return contents.Book(protocols=MappingProxyType(bound), scripts=MappingProxyType(scripts))


def protocol(code: str, held: Files) -> contents.Protocol:
    """Read one protocol from its files; raise BookError."""
    return _protocol(code, tuple(sorted(held.items())))


# A book is compared, proven and put in force in turn, and most of two books is the same.
@functools.lru_cache(maxsize=256)
def _protocol(code: str, files_of_it: tuple[tuple[str, bytes], ...]) -> contents.Protocol:
    held = dict(files_of_it)
    nodes: dict[str, document.Node] = {}
    for name, raw in held.items():
        if not is_a_protocols(name):
            reason = f"only {STRUCTURE} and words.<language>.yaml belong here"
            raise BookError([Fault(f"{code}/{name}", 1, reason)])
        nodes[name] = document.read(raw, file=f"{code}/{name}")
    if STRUCTURE not in nodes:
        raise BookError([Fault(f"{code}/{STRUCTURE}", 1, "the file is missing")])
    structure = parsing.structure(nodes[STRUCTURE])
    if structure.code != code:
        reason = f"the code {structure.code!r} is not its folder's name"
        document.refuse(document.mapping(nodes[STRUCTURE]).entries["code"], reason)
    return contents.Protocol(
        code=structure.code,
        version=structure.version,
        family=structure.family,
        review=structure.review,
        sources=structure.sources,
        expects=MappingProxyType(dict(structure.expects)),
        entry=MappingProxyType(dict(structure.entry)),
        questions=structure.questions,
        exemptions=structure.exemptions,
        determinants=structure.determinants,
        scripts=structure.scripts,
        words=MappingProxyType(_words(nodes)),
        digest=digest(held),
        file=f"{code}/{STRUCTURE}",
    )


def _refuse_number(count: int, where: str) -> None:
    if not 0 < count <= MOST_PROTOCOLS:
        reason = f"a library holds 1 to {MOST_PROTOCOLS} protocols, each in its folder"
        raise BookError([Fault(where, 1, reason)])


def _raw(file: Path) -> bytes:
    """Return a file's bytes, one more than is allowed at most: enough to refuse it."""
    try:
        with file.open("rb") as stream:
            return stream.read(document.LARGEST_FILE + 1)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise BookError([Fault(f"{file.parent.name}/{file.name}", 1, reason)]) from error


def _words(nodes: Mapping[str, document.Node]) -> dict[str, contents.Words]:
    found: dict[str, contents.Words] = {}
    for name, node in nodes.items():
        match = _WORDS.fullmatch(name)
        if match:
            found[match[1]] = wording.parse(node, language=match[1])
    return found
