"""What the house logs are fixed sentences, and of values only those that name no person."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import sources

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "logging", "_log"}
# What may stand in a line, as it is written in the code, and what it holds.
HARMLESS = {
    "type(error).__name__": "a type",
    "type(trouble).__name__": "a type",
    "*what": "ids of an access record, and its action",
    "error": "cae/logs.py tells its type, or words that are ours",
    "kind": "a kind of card or event",
    "name": "a sweep's or a board's",
    "why": "an error's type",
    "code": "a refusal's",
    "BROKEN[code]": "a refusal's",
    "case_id": "an id",
    "file.reference": "a file's number",
    "record.id": "an id",
    "mark.id": "a book's number",
    "digest": "of a protocol's files",
    "faults": "files, lines and reasons of a book of protocols",
}
XML = {"xml", "lxml", "defusedxml", "xmltodict", "bs4", "html5lib"}


def logged(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield each logging call with what of it is neither a fixed sentence nor harmless."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=who), attr=how), args=[first, *rest]
            ) if who in LOGGERS and how in LEVELS:
                if not isinstance(first, ast.Constant):
                    yield node, ast.unparse(first)
                for value in rest:
                    if ast.unparse(value) not in HARMLESS:
                        yield node, ast.unparse(value)
                for told in node.keywords:
                    if told.arg not in {"exc_info", "stacklevel"}:
                        yield node, ast.unparse(told.value)


def test_no_line_tells_what_could_name_a_person() -> None:
    telling = [
        f"{source.where(call)}: {what}"
        for source in sources.product()
        for call, what in logged(source.tree())
    ]
    assert not telling, "a log line holds no personal data: log an id, a kind or a code"


@pytest.mark.parametrize(
    "planted",
    [
        'log.info("%s rang", call.number)',
        'log.info("%s rang", callback_number)',
        'log.warning(f"{number} rang")',
        'log.error("rang: " + number)',
        'logging.info("rang", extra={"number": number})',
        "log.exception(note.text)",
        'logger.debug("%(number)s", {"number": number})',
    ],
)
def test_a_line_that_tells_a_telephone_number_is_found(planted: str) -> None:
    assert list(logged(ast.parse(planted)))


def test_nothing_is_printed_by_what_serves() -> None:
    printing = [
        source.where(node)
        for source in sources.product()
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert not printing


def test_no_door_reads_xml() -> None:
    """Positions of PIDF-LO and MSD come as JSON: what is never read needs no guards."""
    reading = [
        source.name
        for source in sources.product()
        if {name.split(".")[0] for name in sources.imports(source.tree())} & XML
    ]
    assert not reading, "an XML door refuses DTD and entities, and is bounded (TRAPS: defusedxml)"


def test_the_host_of_a_page_is_never_taken_from_a_file_of_anothers() -> None:
    pages = [path.read_text(encoding="utf-8") for path in _pages()]
    assert not [page for page in pages if 'src="http' in page or 'type="importmap"' in page]


def _pages() -> Iterator[Path]:
    return (sources.ROOT / "templates").rglob("*.html")
