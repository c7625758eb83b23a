"""Only the casefile assigns a case's stage, severity and version."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import sources

KEPT = {"stage", "severity", "version"}
WRITERS = {"calls/casefile/sheet.py"}
BULK = {"update", "bulk_update", "update_or_create", "get_or_create"}


def writes(source: sources.Source) -> Iterator[ast.AST]:
    """Yield every node that gives one of the kept fields of something a value."""
    models = source.path.name == "models.py"
    for node in ast.walk(source.tree()):
        match node:
            case ast.Assign(targets=targets) if any(
                _kept(target, models=models) for target in targets
            ):
                yield node
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target) if _kept(
                target, models=models
            ):
                yield node
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=name), *_]) if (
                name in KEPT
            ):
                yield node
            case ast.Call(func=ast.Attribute(attr=called), args=args, keywords=keywords) if (
                called in BULK and _names(args, keywords) & KEPT
            ):
                yield node


def _kept(target: ast.expr, *, models: bool) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_kept(item, models=models) for item in target.elts)
    if not isinstance(target, ast.Attribute) or target.attr not in KEPT:
        return False
    # An object of another kind may have a version of its own.
    return models or not (isinstance(target.value, ast.Name) and target.value.id == "self")


def _names(args: list[ast.expr], keywords: list[ast.keyword]) -> set[str]:
    named = {keyword.arg or "" for keyword in keywords}
    for part in [*args, *(keyword.value for keyword in keywords)]:
        for item in ast.walk(part):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                named.add(item.value)
    return named


def test_only_the_sheet_writes_what_the_door_keeps() -> None:
    found = [
        source.where(node)
        for source in sources.product()
        if source.name not in WRITERS
        for node in writes(source)
    ]
    assert not found


def test_the_sheet_does_write_them() -> None:
    writer = sources.Source(sources.ROOT / "calls/casefile/sheet.py")
    assert list(writes(writer)), "the rule above looks for something that no longer exists"


@pytest.mark.parametrize(
    "line",
    [
        "case.stage = 'closed'",
        "sheet.case.severity, other = 'P0', 1",
        "case.version += 1",
        "case.stage: str = 'triage'",
        "setattr(case, 'severity', 'P4')",
        "Case.objects.filter(id=1).update(stage='closed')",
        "Case.objects.bulk_update(cases, ['version'])",
        "Case.objects.update_or_create(id=1, defaults={'severity': 'P1'})",
    ],
)
def test_every_way_to_write_them_is_seen(tmp_path: Path, line: str) -> None:
    file = tmp_path / "services.py"
    file.write_text(f"{line}\n")
    assert list(writes(sources.Source(file)))


def test_only_the_log_writes_the_log() -> None:
    writing = [
        source.where(node)
        for source in sources.product()
        if source.name != "calls/casefile/log.py"
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Call)
        and re.search(
            r"\b(Event|Disclosure|Stream)\.objects\.(create|bulk_create|update_or_create)$",
            sources.dotted(node.func),
        )
    ]
    assert not writing


def test_what_decides_is_told_the_time() -> None:
    deciding = {"services.py", "queries.py", "models.py", "events.py", "commitments.py"}
    deciding |= {"forms.py", "door.py", "sheet.py", "log.py", "stage_table.py"}
    clocks = {"timezone.now", "datetime.now", "time.time", "date.today", "dt.datetime.now"}
    reading = [
        source.where(node)
        for source in sources.product()
        if source.path.name in deciding
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Call) and sources.dotted(node.func) in clocks
    ]
    assert not reading
