"""The house's own files and their syntax trees."""

import ast
import dataclasses
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support import run

ROOT = run.ROOT
APPS = ("cae", "calls", "dispatch")


@dataclasses.dataclass(frozen=True)
class Source:
    """A Python file of the house."""

    path: Path

    @property
    def name(self) -> str:
        """Return its path from the top of the house."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """Return the name it is imported by."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """Return the last folder of its package: `triage` for `calls/stages/triage/events.py`."""
        return self.path.parent.name

    def tree(self) -> ast.Module:
        """Return its syntax tree."""
        return _tree(self.path)

    def where(self, node: ast.AST) -> str:
        """Return the place of a node, as an editor finds it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def product() -> Iterator[Source]:
    """Yield every Python file of the three applications, migrations excepted."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Source(path)


def named(name: str) -> list[Source]:
    """Return the rooms' files of that name: `models.py`, `events.py`, `tasks.py`."""
    return [source for source in product() if source.path.name == name]


def imports(tree: ast.Module) -> set[str]:
    """Return every module that a file imports, and what it imports from them, dotted."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of an expression, "" of any other."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value)}.{attribute}"
        case ast.Call(func=function):
            return dotted(function)
    return ""


@functools.cache
def kept_files() -> tuple[Path, ...]:
    """Return every text file that git keeps, or would keep: new files are judged too."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))
