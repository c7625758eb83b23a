"""Django finds every model, and nobody reaches them through the gathering file."""

import ast

from django.apps import apps

from cae.services import rights
from tests.house import sources

GATHERED = {
    "cae": "cae/models.py",
    "calls": "calls/models.py",
    "dispatch": "dispatch/models.py",
}


def rooms_with_models() -> list[sources.Source]:
    gathering = set(GATHERED.values())
    return [source for source in sources.named("models.py") if source.name not in gathering]


def test_every_rooms_models_are_re_exported() -> None:
    gathered = {
        app: sources.imports(sources.Source(sources.ROOT / name).tree())
        for app, name in GATHERED.items()
        if (sources.ROOT / name).exists()
    }
    forgotten = [
        source.name
        for source in rooms_with_models()
        if source.module not in gathered[source.name.split("/")[0]]
    ]
    assert not forgotten, "makemigrations would delete their tables"


def test_no_room_imports_the_gathering_file() -> None:
    reached = [
        source.name
        for source in sources.product()
        if sources.imports(source.tree()) & {"cae.models", "calls.models"}
        and source.name not in GATHERED.values()
    ]
    assert not reached


def test_saving_has_no_side_effect() -> None:
    overridden = [
        source.where(node)
        for source in sources.named("models.py")
        for node in ast.walk(source.tree())
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]
    assert not overridden


def test_nothing_listens_to_signals() -> None:
    listening = [
        source.where(node)
        for source in sources.product()
        for node in ast.walk(source.tree())
        if (isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"))
        or (
            isinstance(node, ast.FunctionDef)
            and any(sources.dotted(mark).endswith("receiver") for mark in node.decorator_list)
        )
    ]
    assert not listening


def test_every_table_says_what_each_role_may() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    undeclared = tables - set(rights.declared()["tables"])
    assert not undeclared, "declare what each database role may with it in cae/rights.toml"
