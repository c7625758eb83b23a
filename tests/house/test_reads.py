"""Every address that can be read says what it shows of people, and as what that is recorded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

from calls.people import access
from tests.house import sources


def told() -> dict[str, dict[str, str]]:
    text = (sources.ROOT / "calls/people/reads.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def readable(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Yield the name of each address that answers GET."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from readable(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif answers_get(entry.callback):
            yield f"{space}{entry.name}"


def answers_get(view: Any) -> bool:
    """Say whether a view answers GET: one that does not say which methods it takes, does."""
    if cls := getattr(view, "cls", None):
        return hasattr(cls, "get")
    while view is not None:
        code = getattr(view, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            cell = view.__closure__[code.co_freevars.index("request_method_list")]
            return "GET" in cell.cell_contents
        view = getattr(view, "__wrapped__", None)
    return True


def test_every_address_that_is_read_says_what_it_shows() -> None:
    tables = told()
    named = [*tables["recorded"], *tables["nothing_personal"]]
    there = list(readable())
    assert len(there) > 30, "the rule looks for something that no longer exists"
    assert not set(there) - set(named), "calls/people/reads.toml does not name these"
    assert not set(named) - set(there), "these do not exist, or are not read"
    assert len(named) == len(set(named))


def test_what_is_recorded_is_recorded_as_an_action_of_the_policy() -> None:
    unknown = {
        name: action for name, action in told()["recorded"].items() if action not in access.matrix()
    }
    assert not unknown


def test_a_view_that_takes_commands_alone_is_none_that_is_read() -> None:
    assert "live:state" in set(readable())
    assert "stages:answer" not in set(readable())
