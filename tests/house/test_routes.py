"""Every address asks who is there: it names its action, and the table knows the action."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from cae import checks
from calls.people import access


def routes(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        where = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from routes(entry, where)
        else:
            yield where, entry


def action_of(view: Any) -> str | None:
    """Return the action of a function view, a class-based view or a DRF view."""
    for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        action = getattr(holder, "access_action", None)
        if isinstance(action, str):
            return action
    return None


def test_every_route_names_an_action_of_the_table() -> None:
    named = {where: action_of(pattern.callback) for where, pattern in routes()}
    open_doors = [where for where, action in named.items() if action is None]
    assert not open_doors, "these do not say who may come in"
    unknown = {where: action for where, action in named.items() if action not in access.matrix()}
    assert not unknown, "access.toml does not know these actions"


def test_the_table_of_access_names_every_route_and_no_other() -> None:
    assert [error.msg for error in checks.every_route_is_named()] == []


def test_every_route_has_one_name() -> None:
    names = [pattern.name for _, pattern in routes()]
    assert None not in names
    assert len(names) == len(set(names))
