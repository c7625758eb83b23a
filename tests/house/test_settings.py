"""Every variable that the house reads is explained, and every task is known to the worker."""

import ast
import re
from collections.abc import Iterator

from cae import celery
from tests.house import sources

READERS = {"text", "flag", "number", "words", "choice", "path", "secret", "some", "address"}


def variables() -> Iterator[str]:
    """Yield every name that `cae.environment` is asked for."""
    for source in sources.product():
        for node in ast.walk(source.tree()):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="environment"), attr=reader),
                    args=[ast.Constant(value=str(name)), *_],
                ) if reader in READERS:
                    yield name


def test_every_variable_is_in_the_documentation() -> None:
    page = (sources.ROOT / "docs/settings.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page))
    assert set(variables()) - explained == set()


def test_the_worker_knows_every_task() -> None:
    rooms = {source.module for source in sources.named("tasks.py")}
    assert rooms == set(celery.app.conf.include)
