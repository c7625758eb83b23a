"""Take a book from the shelf: every protocol of a library, read whole, proven, or refused."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from calls.protocols import checker, contents, document, parsing, wording
from calls.protocols.faults import BookError, Fault, NotInBook

LIBRARY = Path(__file__).with_name("library")
HEALTH = "health"
STRUCTURE = "protocol.yaml"
MOST_PROTOCOLS = 500

_WORDS = re.compile(r"words\.([a-z]{2})\.yaml")


class _Shelf:
    """Hold the book in force."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.book: contents.Book | None = None


_shelf = _Shelf()


def book() -> contents.Book:
    """Return the book in force, read at the first call; raise BookError if there is none."""
    current = _shelf.book
    if current is None:
        with _shelf.lock:
            if _shelf.book is None:
                _shelf.book = load(LIBRARY)
            current = _shelf.book
    return current


def edition(digest: str) -> contents.Protocol:
    """Return the protocol of that digest, the exact one a case was asked or read."""
    held = {each.digest: each for each in book().protocols.values()}
    if digest not in held:
        raise NotInBook("edition", digest, held)
    return held[digest]


def replace(path: Path = LIBRARY) -> contents.Book:
    """Put the book at path in force; raise BookError and keep the last good one."""
    fresh = load(path)
    with _shelf.lock:
        _shelf.book = fresh
    return fresh


def load(path: Path) -> contents.Book:
    """Read and prove the library at path; raise BookError with every fault found."""
    found = read(path)
    faults = checker.faults(found)
    if faults:
        raise BookError(faults)
    return found


def read(path: Path) -> contents.Book:
    """Read the library at path without proving that it leads anywhere; raise BookError."""
    folders = sorted(entry for entry in path.iterdir() if entry.is_dir()) if path.is_dir() else []
    if not 0 < len(folders) <= MOST_PROTOCOLS:
        reason = f"a library holds 1 to {MOST_PROTOCOLS} protocols, each in its folder"
        raise BookError([Fault(path.name, 1, reason)])
    faults: list[Fault] = []
    protocols: dict[str, contents.Protocol] = {}
    for folder in folders:
        try:
            protocols[folder.name] = _protocol(folder)
        except BookError as error:
            faults.extend(error.faults)
    scripts: dict[str, contents.Script] = {}
    for protocol in protocols.values():
        for script in protocol.scripts:
            if script.code in scripts:
                there = scripts[script.code].protocol
                reason = f"the script {script.code!r} stands in {there} already"
                faults.append(Fault(protocol.file, script.line, reason))
            scripts.setdefault(script.code, script)
    if faults:
        raise BookError(sorted(faults))
    return contents.Book(protocols=MappingProxyType(protocols), scripts=MappingProxyType(scripts))


def _protocol(folder: Path) -> contents.Protocol:
    files = _files(folder)
    digest = hashlib.sha256()
    nodes: dict[str, document.Node] = {}
    for name in files:
        raw = _raw(folder / name)
        digest.update(f"{name}\0{len(raw)}\0".encode() + raw)
        nodes[name] = document.read(raw, file=f"{folder.name}/{name}")
    if STRUCTURE not in nodes:
        raise BookError([Fault(f"{folder.name}/{STRUCTURE}", 1, "the file is missing")])
    structure = parsing.structure(nodes[STRUCTURE])
    if structure.code != folder.name:
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
        digest=digest.hexdigest(),
        file=f"{folder.name}/{STRUCTURE}",
    )


def _files(folder: Path) -> list[str]:
    """Return the names of a protocol's files in order; other YAML has no place beside them."""
    names = sorted(entry.name for entry in folder.glob("*.y*ml"))
    for name in names:
        if name != STRUCTURE and not _WORDS.fullmatch(name):
            reason = f"only {STRUCTURE} and words.<language>.yaml belong here"
            raise BookError([Fault(f"{folder.name}/{name}", 1, reason)])
    return names


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


def may_be_health(codes: Iterable[str]) -> bool:
    """Say whether one of these is a health protocol; one that the book has not may be one."""
    known = book().protocols
    return any(code not in known or known[code].family == HEALTH for code in codes)
